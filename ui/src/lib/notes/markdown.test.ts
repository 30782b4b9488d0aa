import { describe, expect, test } from "vitest";
import { type Block, blocksOf, type Part, partsOf, titleOf } from "./markdown";

/** What was read, as a line that one can compare: "h1(Today) ul(a|b) p(x <b y>)". */
function drawn(text: string): string {
  return blocksOf(text).map(block).join(" ");
}

function block(one: Block): string {
  switch (one.kind) {
    case "heading":
      return `h${one.level}(${inline(one.parts)})`;
    case "paragraph":
      return `p(${inline(one.parts)})`;
    case "quote":
      return `quote(${one.blocks.map(block).join(" ")})`;
    case "code":
      return `code(${one.text})`;
    case "rule":
      return "rule";
    case "list": {
      const items = one.items.map(({ done, parts, blocks }) => {
        const task = done === null ? "" : done ? "x " : "_ ";
        return [task + inline(parts), ...blocks.map(block)].join(" ");
      });
      return `${one.isOrdered ? `ol${one.start}` : "ul"}(${items.join("|")})`;
    }
  }
}

function inline(parts: Part[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case "text":
          return part.text;
        case "code":
          return `\`${part.text}\``;
        case "break":
          return "/";
        case "link":
          return `<link ${inline(part.parts)} ${part.address}>`;
        default:
          return `<${part.kind} ${inline(part.parts)}>`;
      }
    })
    .join("");
}

const check = (text: string, expected: string) => expect(drawn(text)).toBe(expected);

describe("blocks", () => {
  test("headings, paragraphs and rules", () => {
    check("# Today\n\nOne\ntwo\n\n---\n### End ###", "h1(Today) p(One two) rule h3(End)");
    check("#no heading", "p(#no heading)");
    check("one  \ntwo\\\nthree", "p(one/two/three)");
    check("text\n# Heading\nmore", "p(text) h1(Heading) p(more)");
  });

  test("lists, one in another, and tasks", () => {
    check("- a\n- b", "ul(a|b)");
    check("3. a\n4. b", "ol3(a|b)");
    check("- a\n  - b\n  - c\n- d", "ul(a ul(b|c)|d)");
    check("- a\n\n  more\n- b", "ul(a p(more)|b)");
    check("- [ ] call\n- [x] mail", "ul(_ call|x mail)");
    check("- a\n1. b", "ul(a) ol1(b)");
  });

  test("quotes and code", () => {
    check("> one\n> two\n\nthree", "quote(p(one two)) p(three)");
    check("```js\nif (a < b) {}\n\n# no heading\n```\nafter", "code(if (a < b) {}\n\n# no heading) p(after)");
    check("```\nnever closed", "code(never closed)");
  });

  test("an end of a line of any system", () => check("a\r\n\r\nb\rc", "p(a) p(b c)"));
});

describe("within a line", () => {
  const line = (text: string, expected: string) => expect(inline(partsOf(text))).toBe(expected);

  test("emphasis", () => {
    line("a **b** c", "a <strong b> c");
    line("*a* and _b_", "<em a> and <em b>");
    line("**a *b* c**", "<strong a <em b> c>");
    line("~~gone~~", "<strike gone>");
    line("2 * 3 * 4", "2 * 3 * 4");
    line("snake_case_name", "snake_case_name");
    line("\\*not\\*", "*not*");
  });

  test("code keeps what is in it", () => line("`**a**` b", "`**a**` b"));

  test("links are told, with their address", () => {
    line("see [the scope](https://a.example/b_c)", "see <link the scope https://a.example/b_c>");
    line("https://a.example/x.", "<link https://a.example/x https://a.example/x>.");
    line("[js](javascript:alert)", "<link js javascript:alert>");
  });

  test("marks that are not closed stay text", () => line("**a and `b", "**a and `b"));

  test("HTML is text", () => line("<b onclick=x>a</b>", "<b onclick=x>a</b>"));

  test("thousands of marks that mean nothing stay as they are", () => {
    for (const mark of ["[", "[(", "* ", "_ ", "x* "]) {
      const marks = mark.repeat(2_000).trim();
      line(marks, marks);
    }
    expect(blocksOf("> ".repeat(200) + "deep")).toHaveLength(1);
  });
});

test("the title of a note is its first words without marks", () => {
  expect(titleOf("\n\n## The **scope** of `x`\n\nmore")).toBe("The scope of x");
  expect(titleOf("- [ ] call [Ann](tel:1)")).toBe("call Ann");
  expect(titleOf("---\n> quoted")).toBe("quoted");
  expect(titleOf("  \n")).toBe("");
});
