import js from "@eslint/js";
import globals from "globals";

const rules = { curly: "error", eqeqeq: "error", "no-var": "error", "prefer-const": "error" };

export default [
  { ignores: ["static/served/**", "static/vendor/**", ".venv/**", "data/**", "tests/browser/old_tablet/**"] },
  js.configs.recommended,
  { rules },
  { files: ["static/src/*.js"], languageOptions: { globals: globals.browser } },
  {
    files: ["static/src/worker.js"],
    languageOptions: { globals: { ...globals.serviceworker, PRECACHE: "readonly" } },
  },
  {
    files: ["tests/scripts/*.js", "eslint.config.js"],
    languageOptions: { globals: { ...globals.node, indexedDB: "readonly" } },
  },
];
