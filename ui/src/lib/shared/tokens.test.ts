import { describe, expect, it } from "vitest";

interface Node {
  process: { getBuiltinModule(name: "fs"): { readFileSync(path: string, encoding: "utf8"): string } };
}

// The runner empties every style sheet that is imported, so it is read as a file.
const { process } = globalThis as unknown as Node;
const css = process.getBuiltinModule("fs").readFileSync("src/lib/shared/tokens.css", "utf8");

type Rgb = [number, number, number];

const [light = "", dark = ""] = css.split('[data-theme="dark"]');
const themes = { light: tokensOf(light), dark: { ...tokensOf(light), ...tokensOf(dark) } };

function tokensOf(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/--([a-z0-9-]+):\s*([^;]+);/g)].map((found) => [found[1] ?? "", found[2] ?? ""]),
  );
}

function rgb(hex: string): Rgb {
  const at = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16) / 255;
  return [at(1), at(3), at(5)];
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** As WCAG 2 measures it: 1 to 21. */
function contrast(first: Rgb, second: Rgb): number {
  const [dim = 0, bright = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (bright + 0.05) / (dim + 0.05);
}

/** `color-mix(in srgb, first share, second)` */
function mixed(first: Rgb, share: number, second: Rgb): Rgb {
  return first.map((value, index) => value * share + (second[index] ?? 0) * (1 - share)) as Rgb;
}

// Machado, Oliveira and Fernandes 2009, severity 1, on linear light.
const EYES: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIELAB of what an eye sees. */
function seen(colour: Rgb, eye: number[][]): Rgb {
  const light = colour.map(linear);
  const [r = 0, g = 0, b = 0] = eye.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, part, index) => sum + part * (light[index] ?? 0), 0),
      ),
    ),
  );
  const curve = (value: number) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  const x = curve((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047);
  const y = curve(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = curve((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each(Object.entries(themes))("the %s palette", (_, tokens) => {
  const colour = (name: string) => rgb(tokens[name] ?? "");
  const share = (name: string) => Number.parseFloat(tokens[name] ?? "") / 100;
  const grounds = ["paper", "sheet", "well"];
  const clients = Array.from({ length: 8 }, (_, index) => `c${index}`);

  it("writes every text at 4.5 to 1", () => {
    for (const text of ["ink", "ink-2", "ink-3", "accent", "good", "warn", "bad"]) {
      for (const ground of grounds) {
        expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const [text, ground] of [
      ["on-accent", "accent"],
      ["accent", "accent-soft"],
      ["ink", "accent-soft"],
      ["ink-3", "accent-soft"],
      ["bad", "bad-soft"],
      ["ink-2", "bad-soft"],
      ["accent", "bad-soft"],
      ["warn", "warn-soft"],
      ["paper", "ink"],
    ] as const) {
      expect(contrast(colour(text), colour(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("writes on a client's colour, solid and hatched", () => {
    for (const client of clients) {
      for (const strength of ["tint", "stripe", "stripe-gap"]) {
        const ground = mixed(colour(client), share(strength), colour("sheet"));
        for (const text of ["ink", "ink-2"]) {
          expect(contrast(colour(text), ground), `${text} on ${client} ${strength}`).toBeGreaterThanOrEqual(
            4.5,
          );
        }
      }
    }
  });

  it("draws clients and the edges of controls at 3 to 1", () => {
    for (const line of [...clients, "edge"]) {
      for (const ground of grounds) {
        expect(contrast(colour(line), colour(ground)), `${line} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });

  it("keeps clients apart for every eye", () => {
    for (const [name, eye] of Object.entries(EYES)) {
      for (const [index, first] of clients.entries()) {
        for (const second of clients.slice(index + 1)) {
          const [a, b] = [seen(colour(first), eye), seen(colour(second), eye)];
          const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
          expect(distance, `${first} and ${second} for ${name} eyes`).toBeGreaterThan(13);
        }
      }
    }
  });
});
