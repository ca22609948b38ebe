// `prepack`: the published package is JavaScript, because Node refuses to strip types below `node_modules`; and it is bundled, because a
// command spends most of its start on finding and reading modules. Node tools/emit.mjs FOLDER writes the program, without pages, elsewhere.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { faces, fontFile, scripts } from "../src/documents/font-files.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src");
// What is started as a file of its own: the program, and the threads and processes it makes.
const started = [
  "cli/main",
  "store/sqlite-thread",
  "workflow/read-worker",
  "map/worker/worker",
  "checks/constraints/child",
  "checks/references/packages-tree",
  "checks/references/python-tree",
  "checks/references/python-types",
  "checks/references/typescript-names",
];
// What is read at run time and is no code.
const read = ["workflow/sample/commits", "workflow/sample/evidence", "checks/constraints/starter", "blueprint/packs/rules"];

// Native code, which only the processes that need it load from where it was installed.
const native = ["@ast-grep/napi", "@ast-grep/lang-go", "@ast-grep/lang-java", "@ast-grep/lang-python"];

// A module that looks for a file beside itself finds it from wherever it was bundled to: everything written stands one folder deep.
const beside = {
  name: "beside",
  enforce: "pre",
  transform: {
    filter: { id: /\/src\/.*\.ts$/, code: /import\.meta\.url/ },
    handler: (code, id) => code.replaceAll("import.meta.url", `new URL("../${relative(source, id).replaceAll("\\", "/").replace(/\.ts$/, ".js")}", import.meta.url).href`),
  },
};

const [given] = process.argv.slice(2);
const out = given === undefined ? join(root, "dist") : resolve(given);
for (const name of existsSync(out) ? readdirSync(out) : []) if (name !== "web") rmSync(join(out, name), { recursive: true });
await build({
  configFile: false,
  root,
  logLevel: "error",
  publicDir: false,
  plugins: [beside],
  ssr: { noExternal: true, external: native, target: "node" },
  build: {
    ssr: true,
    target: "node24",
    outDir: out,
    emptyOutDir: false,
    minify: false,
    license: { fileName: "THIRD-PARTY-LICENSES.md" },
    rolldownOptions: {
      input: Object.fromEntries(started.map((name) => [name, join(source, `${name}.ts`)])),
      output: { format: "esm", entryFileNames: "[name].js", chunkFileNames: "parts/[name]-[hash].js" },
    },
  },
});
for (const data of read) cpSync(join(source, data), join(out, data), { recursive: true });
// The fonts of the documents, each family with its licence, which asks to go along.
const fonts = join(out, "documents/fonts");
for (const family of ["source-sans-3", "source-code-pro"]) {
  const from = join(root, "node_modules/@fontsource", family);
  cpSync(join(from, "LICENSE"), join(fonts, `${family}-LICENSE`));
  const files = faces.flatMap((face) => scripts.map((script) => fontFile(face, script)));
  for (const file of files) if (file.startsWith(family)) cpSync(join(from, "files", file), join(fonts, file));
}
chmodSync(join(out, "cli/main.js"), 0o755);
if (given === undefined) {
  const pages = spawnSync(process.execPath, [join(root, "tools/ready.mjs"), "--web"], { cwd: root, stdio: "inherit" });
  if (pages.status !== 0) process.exit(pages.status ?? 1);
}
