import js from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import config from "./svelte.config.js";

// Everything outside the page goes through the host: one file knows Tauri.
const onlyThroughTheHost = {
  "no-restricted-imports": [
    "error",
    {
      patterns: [
        { group: ["@tauri-apps/*"], message: "Only lib/host/bindings.ts talks to Tauri; use the Host." },
      ],
    },
  ],
};

export default ts.config(
  { ignores: ["dist/", "node_modules/"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig: config } },
  },
  { files: ["src/**"], ignores: ["src/lib/host/bindings.ts"], rules: onlyThroughTheHost },
  {
    files: ["src/lib/host/bindings.ts"],
    linterOptions: { noInlineConfig: true },
    rules: { "@typescript-eslint/no-explicit-any": "off" },
  },
);
