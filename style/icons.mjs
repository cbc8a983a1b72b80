// Cuts assets/icons.svg from npm `lucide-static` (ISC): one <symbol> for each name in icons.txt.
// Use after editing icons.txt:  npm i --no-save lucide-static && node style/icons.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.cwd(), "package.json"));
const lucide = dirname(require.resolve("lucide-static/package.json"));
const version = JSON.parse(readFileSync(join(lucide, "package.json"), "utf8")).version;

const symbols = readFileSync(join(here, "icons.txt"), "utf8").trim().split("\n").map((name) => {
  const source = readFileSync(join(lucide, "icons", `${name}.svg`), "utf8");
  const inner = source.replace(/<!--.*?-->/s, "").match(/<svg[^>]*>(.*)<\/svg>/s)[1];
  const body = inner.replace(/\s+/g, " ").replace(/ \/>/g, "/>").replace(/> </g, "><").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
});

writeFileSync(join(here, "assets", "icons.svg"),
  `<!-- lucide-static ${version}, ISC License, Copyright (c) Lucide Icons and Contributors; ` +
  `parts derived from Feather, MIT License, Copyright (c) 2013-present Cole Bemis -->\n` +
  `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
