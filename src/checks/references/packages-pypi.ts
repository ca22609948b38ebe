import { readdir } from "node:fs/promises";
import type { Reference } from "../../model/evidence.ts";
import { isAdded, type ReferenceFile } from "./checker.ts";
import { contradicted, history, type PackageVerdict, there, unverifiable, withNearness } from "./packages-answer.ts";
import { type PythonModules, topOf } from "./python-modules.ts";
import type { PythonTree } from "./python-tree.ts";
import { normalised, type Registry } from "./registry.ts";

export interface PypiSide {
  readonly modules: PythonModules;
  /** Installed distributions: normalised name → version. */
  readonly installed: ReadonlyMap<string, string>;
  /** Normalised names that the project's manifests ask for. */
  readonly asked: ReadonlySet<string>;
  /** Null: nobody is asked. */
  readonly registry: Registry | null;
  readonly now: number;
}

/** Modules whose distribution has another name. */
const distributions: Readonly<Record<string, string>> = {
  attr: "attrs",
  bs4: "beautifulsoup4",
  cv2: "opencv-python",
  crypto: "pycryptodome",
  dateutil: "python-dateutil",
  docx: "python-docx",
  dotenv: "python-dotenv",
  fitz: "pymupdf",
  git: "gitpython",
  github: "pygithub",
  googleapiclient: "google-api-python-client",
  grpc: "grpcio",
  jose: "python-jose",
  jwt: "pyjwt",
  kafka: "kafka-python",
  ldap: "python-ldap",
  magic: "python-magic",
  markdown: "markdown",
  mysqldb: "mysqlclient",
  openssl: "pyopenssl",
  pil: "pillow",
  pkg_resources: "setuptools",
  pptx: "python-pptx",
  psycopg2: "psycopg2-binary",
  rest_framework: "djangorestframework",
  serial: "pyserial",
  skimage: "scikit-image",
  sklearn: "scikit-learn",
  slugify: "python-slugify",
  socks: "pysocks",
  telegram: "python-telegram-bot",
  usb: "pyusb",
  websocket: "websocket-client",
  yaml: "pyyaml",
  zmq: "pyzmq",
};
// Several distributions share these.
const shared = new Set(["google", "azure", "zope", "backports", "ruamel", "jaraco", "sphinxcontrib", "pkg_resources"]);

/** One thing that a manifest asks for. */
export interface Requirement {
  readonly line: number;
  readonly name: string;
  /** The version of an `==`; null for anything else. */
  readonly exact: string | null;
  /** It comes from an address. */
  readonly address: boolean;
}

/** Modules of no installed package that the added lines of a file import. */
export async function importedDistributions(file: ReferenceFile, tree: PythonTree, side: PypiSide): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const { module, line, guards } of tree.imports) {
    const top = topOf(module);
    const provided = guards.some((guard) => guard === "ImportError" || guard === "ModuleNotFoundError" || guard === "condition");
    if (module.startsWith(".") || !isAdded(file, line) || provided || (await side.modules.origin(module)) !== "missing") continue;
    references.push({ path: file.path, line, language: "pypi", name: top, ...(await importedDistribution(top, side)) });
  }
  return references;
}

async function importedDistribution(module: string, side: PypiSide): Promise<PackageVerdict> {
  const name = normalised(distributions[module.toLowerCase()] ?? module);
  const missing = side.asked.has(name)
    ? `The manifest asks for "${name}", and it is not installed`
    : "No package that offers this module is installed, and no manifest asks for one of its name";
  if (side.registry === null) return withNearness(name, "pypi", unverifiable(`${missing}. The registry was not asked whether there is one.`));
  const answer = await side.registry.pypi(name);
  if (answer.kind === "silent") return withNearness(name, "pypi", unverifiable(`${missing}, and ${answer.why}.`));
  if (answer.kind === "known") return withNearness(name, "pypi", unverifiable(`${missing}. The registry has "${name}": ${history(answer.value, side.now)}.`));
  // Another package may offer a module of this name, so only a manifest that asks for nothing unknown leaves no place for it.
  const elsewhere = shared.has(module) || [...side.asked].some((asked) => !side.installed.has(asked));
  return withNearness(
    name,
    "pypi",
    elsewhere
      ? unverifiable(`${missing}. The registry knows no package of this name; one of another name may offer it.`)
      : contradicted(`${missing}. The registry knows no package of this name.`),
  );
}

/** What the added lines of a manifest ask for. */
export async function requiredDistributions(file: ReferenceFile, side: PypiSide): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const requirement of requirementsIn(file.path, file.text)) {
    if (!isAdded(file, requirement.line)) continue;
    const name = requirement.exact === null ? requirement.name : `${requirement.name}==${requirement.exact}`;
    references.push({ path: file.path, line: requirement.line, language: "pypi", name: name.slice(0, 300), ...(await requiredDistribution(requirement, side)) });
  }
  return references;
}

async function requiredDistribution({ name, exact, address }: Requirement, side: PypiSide): Promise<PackageVerdict> {
  if (address) return unverifiable("It comes from an address, and from no registry.");
  const key = normalised(name);
  const version = side.installed.get(key);
  const answer = side.registry === null ? null : await side.registry.pypi(key);
  if (answer?.kind === "known") {
    if (exact !== null && !answer.value.versions.has(exact))
      return contradicted(`Version ${exact} was never published: ${history(answer.value, side.now)}.`, answer.value.versions.size > 0);
    const withdrawn = answer.value.versions.get(exact ?? answer.value.latest ?? "")?.deprecated;
    return there(key, "pypi", `The registry has it: ${history(answer.value, side.now)}.${withdrawn ? ` The version was withdrawn: ${withdrawn}.` : ""}`, answer.value, side.now);
  }
  if (version !== undefined) {
    return exact === null || exact === version
      ? { verdict: "verified", why: `${version} is installed.`, drift: false }
      : unverifiable(`${version} is installed, which is not what is asked for.`);
  }
  if (answer?.kind === "unknown") return withNearness(key, "pypi", contradicted("The registry knows no package of this name."));
  return withNearness(key, "pypi", unverifiable(`It is not installed, and ${answer === null ? "the registry was not asked" : answer.why}.`));
}

/** Whether a path is a manifest of Python that is read. */
export function isPythonManifest(path: string): boolean {
  return /(^|\/)(requirements[\w.-]*\.(txt|in)|requirements\/[\w.-]+\.txt|pyproject\.toml)$/.test(path);
}

export function requirementsIn(path: string, text: string): Requirement[] {
  return path.endsWith(".toml") ? projectRequirements(text) : listedRequirements(text);
}

/** @see https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
function listedRequirements(text: string): Requirement[] {
  return text.split("\n").flatMap((raw, index) => {
    const line = raw.replace(/(^|\s)#.*$/, "").trim();
    return line === "" || line.startsWith("-") || /^[\w+.-]+:\/\/|^[./]/.test(line) ? [] : requirementOf(line, index + 1);
  });
}

/** Arrays of requirements (PEP 621, PEP 735) and Poetry's tables, line by line: enough to know what an added line asks for. */
function projectRequirements(text: string): Requirement[] {
  let [section, array] = ["", false];
  return text.split("\n").flatMap((raw, index) => {
    const line = raw.trim();
    const header = /^\[+([^\]]+)\]+$/.exec(line)?.[1];
    if (header !== undefined) [section, array] = [header.replaceAll(/[\s"']/g, ""), false];
    if (/^tool\.poetry\.(group\.[^.]+\.)?(dev-)?dependencies$/.test(section)) return poetryRequirement(line, index + 1);
    const opens =
      section === "project"
        ? /^dependencies\s*=\s*\[/.test(line)
        : /^(project\.optional-dependencies|dependency-groups)$/.test(section)
          ? /^[\w."-]+\s*=\s*\[/.test(line)
          : section === "build-system" && /^requires\s*=\s*\[/.test(line);
    if (!opens && !array) return [];
    const rest = opens ? line.slice(line.indexOf("[") + 1) : line;
    const strings = [...rest.matchAll(/"([^"]+)"|'([^']+)'/g)].map(([, double, single]) => double ?? single ?? "");
    array = !/\]\s*(#.*)?$/.test(rest.replaceAll(/"[^"]*"|'[^']*'/g, ""));
    return strings.flatMap((string) => requirementOf(string, index + 1));
  });
}

function poetryRequirement(line: string, at: number): Requirement[] {
  const [, name, value = ""] = /^"?([A-Za-z0-9][\w.-]*)"?\s*=\s*(.*)$/.exec(line) ?? [];
  if (name === undefined || name === "python") return [];
  return [{ line: at, name, exact: /^"={0,2}\s*(\d[\w.!+-]*)"/.exec(value)?.[1] ?? null, address: /\b(git|url|path|file)\s*=/.test(value) }];
}

/** @see https://peps.python.org/pep-0508/ */
function requirementOf(text: string, line: number): Requirement[] {
  const [, name, rest = ""] = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(.*)$/.exec(text) ?? [];
  if (name === undefined) return [];
  return [{ line, name, exact: /^\(?={2,3}\s*([\w.!+-]+)\s*\)?\s*(;.*|--hash.*|\\)?$/.exec(rest)?.[1] ?? null, address: rest.startsWith("@") }];
}

/** What is installed, as the folders of packages say. */
export async function installedDistributions(places: readonly string[]): Promise<Map<string, string>> {
  const listings = await Promise.all(places.map((place) => readdir(place).catch(() => [])));
  return new Map(
    listings.flat().flatMap((name) => {
      const [, distribution, version] = /^(.+?)-([^-]+?)(?:-py[\d.]+)?\.(?:dist|egg)-info$/.exec(name) ?? [];
      return distribution === undefined || version === undefined ? [] : [[normalised(distribution), version] as const];
    }),
  );
}
