import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ReferenceInput, usualLimits } from "./checker.ts";
import { python } from "./python.ts";

let folder = "";

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Writes a file whose every line is added, unless it is said which are, and looks at it. */
async function look(files: Readonly<Record<string, string>>, other: Partial<ReferenceInput> & { added?: number[] } = {}) {
  write(files);
  const added = (text: string) => (other.added ?? [...text.split("\n").keys()].map((index) => index + 1)).map((line) => ({ start: line, end: line }));
  const input = { folder, limits: usualLimits, registry: null, pythonPackages: [], clock: () => 0, ...other };
  return await python({ ...input, files: Object.entries(files).map(([path, text]) => ({ path, text, added: added(text) })) });
}

const told = ({ references }: Awaited<ReturnType<typeof look>>, verdict: string) =>
  references.filter((one) => one.verdict === verdict).map(({ line, name, drift }) => `${line} ${name}${drift ? " drift" : ""}`);

/** A virtual environment as tools make it, with one package that says its types are whole and one that says nothing. */
const environment = {
  ".venv/pyvenv.cfg": "home = /usr/bin\nversion = 3.12.1\n",
  ".venv/lib/python3.12/site-packages/typedlib/__init__.py": "def load(path: str, *, strict: bool = False) -> int: ...\nclass Reader:\n    def read(self) -> str: ...\n",
  ".venv/lib/python3.12/site-packages/typedlib/py.typed": "",
  ".venv/lib/python3.12/site-packages/loose/__init__.py": 'globals().update({"made_later": 1})\ndef plain(a): return a\n',
};

const newFolder = () => mkdtempSync(join(tmpdir(), "countersign-python-test-"));
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lines = (...all: readonly string[]) => `${all.join("\n")}\n`;
/** Files whose every line is added. */
const added = {
  "app.py": lines(
    "import json, typedlib, loose, absent",
    "from typedlib import Reader, Writer",
    "json.dump_all([])",
    'typedlib.load("x", strict=True)',
    'typedlib.load("x", lenient=True)',
    "typedlib.load()",
    "Reader().read().contains('x')",
    "Reader().rewind()",
    "loose.made_later",
    "loose.made_never",
    "absent.anything",
    "import json.fast",
    "import typedlib.extras",
    "call_of_nothing()",
    "typedlib.load(str(1), int(2))",
  ),
  "provided.py": lines(
    "import os, sys, datetime",
    "try:",
    "    from json import jump",
    "except ImportError:",
    "    jump = None",
    'if hasattr(os, "fancy"):',
    "    os.fancy()",
    "class Mixin:",
    "    def go(self, other, flag: int | str = 0):",
    "        self.assertGone(other.anything)",
    "        flag.upper()",
    "def late(where: str):",
    "    where.made_here()",
    "datetime.datetime.patched = 1",
    "datetime.datetime.patched()",
    "os.startfile('x')",
  ),
  "silent.py": lines(
    "# pyright: basic, reportAttributeAccessIssue=false",
    "# type: ignore",
    "import json",
    "json.dump_all()",
    "json.load_all()  # type: ignore[attr-defined]",
    "json.all()  # pyright: ignore",
  ),
  "src/own/app.py": lines("from own.tools import real, unreal", "from . import beside", "import far", "far.away()", "far.nowhere()"),
};

describe("names in added lines of Python (R97)", () => {
  // Pyright starts slowly, so these are one look.
  let looked: Awaited<ReturnType<typeof look>>;
  beforeAll(async () => {
    folder = newFolder();
    write({
      ...environment,
      ...added,
      "changed.py": "import json\njson.dumps({})\njson.dumps({})\n",
      "other.py": "def made_here(): ...\n",
      "pyrightconfig.json": '{ "ignore": ["**"] }',
      "src/own/__init__.py": "",
      "src/own/tools.py": "def real(): ...\n",
      "src/own/beside.py": "",
      "named/python3.12/site-packages/far/__init__.py": "def away() -> int: ...\n",
    });
    const files = [
      ...Object.entries(added).map(([path, text]) => ({ path, text, added: [{ start: 1, end: 99 }] })),
      { path: "changed.py", text: "import json\njson.dump_all()\njson.load_all()\n", added: [{ start: 3, end: 3 }] },
    ];
    looked = await python({ folder, files, limits: usualLimits, registry: null, pythonPackages: [join(folder, "named/python3.12/site-packages")], clock: () => 0 });
    rmSync(folder, { recursive: true, force: true });
  });
  const of = (path: string) => ({ ...looked, references: looked.references.filter((one) => one.path === path) });

  it("are verified, contradicted or unverifiable", () => {
    const app = of("app.py");
    expect(told(app, "contradicted")).toEqual([
      "2 typedlib.Writer",
      "3 json.dump_all",
      "5 typedlib.load(lenient=)",
      "6 typedlib.load()",
      "7 str.contains",
      "8 Reader.rewind",
      "10 loose.made_never",
      "12 json.fast",
      "13 typedlib.extras",
      "14 call_of_nothing",
      "15 typedlib.load()",
    ]);
    expect(told(app, "unverifiable")).toEqual(["1 absent", "9 loose.made_later", "11 absent.anything"]);
    expect(told(app, "verified")).toEqual(["1 json", "1 loose", "1 typedlib", "2 typedlib.Reader", "4 typedlib.load", "5 typedlib.load", "6 typedlib.load", "15 typedlib.load"]);
    expect([looked.looked, looked.notChecked]).toEqual([[...Object.keys(added), "changed.py"], []]);
    expect(app.references.find(({ name }) => name === "json.dump_all")).toMatchObject({ language: "python", why: 'Module "json" has no "dump_all".' });
  });

  it("are those of the change's text on lines that it adds, not of what stands in the folder", () => {
    expect(of("changed.py").references.map(({ line, name, verdict }) => [line, name, verdict])).toEqual([[3, "json.load_all", "contradicted"]]);
  });

  it("are not contradicted where the code provides for their absence, where a type is seen in part, or where the project makes them", () => {
    expect(told(of("provided.py"), "contradicted")).toEqual([]);
    expect(told(of("provided.py"), "unverifiable")).toEqual(["3 json.jump", "7 os.fancy", "13 str.made_here", "15 datetime.datetime.patched"]);
  });

  it("do not go by what the file tells type checkers: silence is said, not kept", () => {
    const silent = of("silent.py");
    expect(told(silent, "contradicted")).toEqual(["4 json.dump_all"]);
    expect(told(silent, "unverifiable")).toEqual(["5 json.load_all", "6 json.all"]);
    expect(silent.references.find(({ line }) => line === 6)?.why).toBe('A comment on the line tells type checkers to be silent. Module "json" has no "all".');
  });

  it("are found in packages of the project itself and in folders that were named", () => {
    expect(told(of("src/own/app.py"), "contradicted")).toEqual(["1 own.tools.unreal", "5 far.nowhere"]);
    expect(told(of("src/own/app.py"), "verified")).toEqual(["3 far", "4 far.away"]);
  });

  it("that another version of Python has are told apart from inventions", async () => {
    const text = "import ast\nast.Str('x')\nimport tomllib\nimport json\njson.dump_all()\n";
    const unknown = await look({ "app.py": text });
    expect([told(unknown, "contradicted"), told(unknown, "unverifiable")]).toEqual([["5 json.dump_all"], ["2 ast.Str"]]);
    expect(unknown.references.find(({ name }) => name === "ast.Str")?.why).toContain("Python 3.9 has it, Python 3.14 does not");
    const old = await look({ "app.py": text, ".python-version": "3.10.4\n" });
    expect(told(old, "contradicted")).toEqual(["3 tomllib drift", "5 json.dump_all"]);
    expect(old.references.find(({ name }) => name === "tomllib")?.why).toContain("Python 3.14 has it, Python 3.10 does not.");
  });
});

describe("looking at Python", () => {
  it("runs nothing of the checkout, wherever it stands (R97)", async () => {
    const mark = join(folder, "was-run");
    const trap = `#!/bin/sh\ntouch ${mark}\n`;
    const inPython = `open(${JSON.stringify(mark)}, "w")\n`;
    write({
      ...environment,
      python3: trap,
      "setup.py": inPython,
      "sitecustomize.py": inPython,
      ".venv/bin/python": trap,
      ".venv/bin/python3": trap,
      ".venv/lib/python3.12/site-packages/evil.pth": `import os; os.system("touch ${mark}")\n`,
      "pyproject.toml": '[tool.pyright]\nvenvPath = "."\nvenv = ".venv"\n',
    });
    for (const file of ["python3", ".venv/bin/python", ".venv/bin/python3"]) chmodSync(join(folder, file), 0o755);
    const before = process.env["PATH"];
    process.env["PATH"] = `${folder}:${join(folder, ".venv/bin")}:${before}`;
    try {
      const looked = await look({ "app.py": "import typedlib\ntypedlib.load('x')\n" });
      expect(told(looked, "verified")).toEqual(["1 typedlib", "2 typedlib.load"]);
    } finally {
      process.env["PATH"] = before;
    }
    expect(existsSync(mark)).toBe(false);
  });

  it("says which files were not looked at when a program takes too long", async () => {
    const looked = await look({ "app.py": "import json\njson.dump_all()\n" }, { limits: { ...usualLimits, milliseconds: 1 } });
    expect([looked.looked, looked.references]).toEqual([[], []]);
    expect(looked.notChecked).toEqual([{ path: "app.py", why: expect.stringContaining("took more than 0.001 seconds") }]);
  });

  it("does not call a file looked at that the checkout does not have", async () => {
    const files = [{ path: "gone.py", text: "import json\n", added: [{ start: 1, end: 1 }] }];
    const looked = await python({ folder, files, limits: usualLimits, registry: null, pythonPackages: [], clock: () => 0 });
    expect([looked.looked, looked.notChecked.map(({ path }) => path)]).toEqual([[], ["gone.py"]]);
  });

  it("keeps to the checkout when links lead out of it, round in circles, or names are odd", async () => {
    symlinkSync("/", join(folder, "everything"));
    mkdirSync(join(folder, "round"));
    symlinkSync(join(folder, "round"), join(folder, "round/again"));
    const looked = await look({ "with space & [sign].py": "import json\njson.dump_all()\n", "ünïcode/a'b.py": "nothing_of_this()\n" });
    expect(told(looked, "contradicted")).toEqual(["2 json.dump_all", "1 nothing_of_this"]);
  });

  it("never throws for a file that is broken, deep, empty or no text at all, and contradicts nothing in it", async () => {
    const looked = await look({
      "broken.py": "def (:\n  import json..\nprint nothing_here\n",
      "deep.py": `import json\nx = ${"(".repeat(3_000)}1${")".repeat(3_000)}\njson.dump_all()\n`,
      "empty.py": "",
      "none.py": "\u0000\u0001\ufffd".repeat(50),
    });
    expect(told(looked, "contradicted")).toEqual([]);
    expect(looked.looked).toEqual(["broken.py", "empty.py", "none.py"]);
    expect(looked.notChecked).toEqual([{ path: "deep.py", why: expect.stringContaining("Pyright failed on it") }]);
  });

  it("does nothing where no Python is changed", async () => {
    expect(await look({ "a.ts": "x" })).toEqual({ looked: [], references: [], notChecked: [] });
  });
});
