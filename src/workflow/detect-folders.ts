import { isSource } from "../model/source-path.ts";

/** What is expensive to get wrong, by the names that people give to it. */
export const sensitiveKinds = ["authentication", "cryptography", "payments", "migrations", "infrastructure", "personal-data"] as const;
export type SensitiveKind = (typeof sensitiveKinds)[number];

export interface SensitiveArea {
  readonly kind: SensitiveKind;
  /** Globs for the policy: a folder, or one file where only that bears the name. */
  readonly paths: readonly string[];
  /** The files that they take. */
  readonly files: readonly string[];
}

export interface Folder {
  readonly path: string;
  readonly files: number;
}

const names: Readonly<Record<SensitiveKind, readonly string[]>> = {
  authentication:
    "auth authn authz authentication authorization authorisation oauth oauth2 oidc saml sso login signin session sessions permission permissions rbac acl iam identity password passwords passwd credentials jwt csrf".split(
      " ",
    ),
  cryptography: "crypto cryptography encryption tls ssl keystore pki x509 certificates signing secrets vault".split(" "),
  payments: "payment payments billing checkout invoice invoices invoicing wallet wallets payout payouts refund refunds subscription subscriptions stripe paypal".split(" "),
  migrations: "migrations migration alembic flyway liquibase".split(" "),
  infrastructure: "infra infrastructure terraform k8s kubernetes helm ansible deploy deployment deployments".split(" "),
  "personal-data": "gdpr privacy pii consent".split(" "),
};

const kindByName = new Map(sensitiveKinds.flatMap((kind) => names[kind].map((name) => [name, kind] as const)));

// Somebody else's code, kept here; what a build made; what only shows how something is used.
const elsewhere = /(?:^|\/)(?:node_modules|vendor|vendored|third[_-]?party|deps|external|dist|build|out|target|\.git|site-packages|Pods|bower_components)\//i;
const testFolder = /(?:^|\/)(?:tests?|spec|__tests__|__mocks__|testdata|fixtures?|e2e|cypress|integration[_-]tests?|unit[_-]tests?|src\/test)(?=\/)/i;
const shown = /(?:^|\/)(?:docs?|documentation|website|examples?|samples?|benchmarks?|changelog_unreleased)\//i;

export function isVendored(path: string): boolean {
  return elsewhere.test(path);
}

export function isTest(path: string): boolean {
  return testFolder.test(path) || /(?:^|\/)(?:test_[^/]+|[^/]+[._-](?:test|tests|spec))\.[a-z]+$/i.test(path);
}

/** Folders and files whose names say that they are sensitive; tests, documentation and what others wrote are not looked at. */
export function sensitiveAreas(paths: readonly string[]): SensitiveArea[] {
  const found = new Map<SensitiveKind, Map<string, string[]>>();
  for (const path of paths) {
    if (isVendored(path) || isTest(path) || shown.test(path)) continue;
    const named = namedIn(path);
    if (named === null) continue;
    const globs = found.get(named.kind) ?? new Map<string, string[]>();
    found.set(named.kind, globs.set(named.glob, [...(globs.get(named.glob) ?? []), path]));
  }
  return sensitiveKinds.flatMap((kind) => {
    const globs = [...(found.get(kind) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return globs.length === 0 ? [] : [{ kind, paths: globs.map(([glob]) => glob), files: globs.flatMap(([, files]) => files) }];
  });
}

// The outermost folder that bears a name, so that what is added beside its files tomorrow is sensitive too.
function namedIn(path: string): { readonly kind: SensitiveKind; readonly glob: string } | null {
  const parts = path.split("/");
  const file = parts.pop() ?? "";
  for (const [at, part] of parts.entries()) {
    const kind = kindByName.get(part.toLowerCase());
    if (kind !== undefined && isOfKind(kind, path)) return { kind, glob: `${spelled(parts.slice(0, at + 1).join("/"))}/**` };
  }
  const kind = kindByName.get(stemOf(file));
  return kind === undefined || !isSource(path) ? null : { kind, glob: spelled(path) };
}

// A picture in a folder called `session` is no session.
function isOfKind(kind: SensitiveKind, path: string): boolean {
  return isSource(path) || kind === "infrastructure" || (kind === "migrations" && /\.(?:sql|xml|ya?ml)$/i.test(path));
}

function stemOf(file: string): string {
  return file.slice(0, Math.max(file.indexOf("."), 0)).toLowerCase();
}

/** A path as a glob that means it alone. */
function spelled(path: string): string {
  return path.replace(/[*?[\]{}\\]/g, "\\$&").replace(/^!/, "\\!");
}

/** The outermost folders that hold tests. */
export function testFolders(paths: readonly string[]): Folder[] {
  const counted = new Map<string, number>();
  for (const path of paths) {
    if (isVendored(path) || shown.test(path)) continue;
    const match = testFolder.exec(path);
    if (match === null) continue;
    const folder = path.slice(0, match.index + match[0].length);
    counted.set(folder, (counted.get(folder) ?? 0) + 1);
  }
  return byFiles(counted);
}

const recordFolder = /^(?:.{1,200}\/)?(?:adrs?|decisions|decision-records|architecture-decisions|architecture\/decisions)\/[^/]+\.(?:md|adoc|rst|markdown)$/i;

/** Folders of decision records, with how many there are: at least one file that is numbered or dated. */
export function recordFolders(paths: readonly string[]): Folder[] {
  const counted = new Map<string, number>();
  for (const path of paths) {
    if (isVendored(path) || testFolder.test(path) || !recordFolder.test(path)) continue;
    const [folder, file] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/") + 1)];
    if (/^(?:adr[-_]?)?\d{1,8}[-_. ]|^adr[-_]/i.test(file)) counted.set(folder, (counted.get(folder) ?? 0) + 1);
  }
  return byFiles(counted);
}

function byFiles(counted: ReadonlyMap<string, number>): Folder[] {
  return [...counted].map(([path, files]) => ({ path, files })).toSorted((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1));
}

const agentFile =
  /(?:^|\/)(?:AGENTS\.md|CLAUDE\.md|GEMINI\.md|CONVENTIONS\.md|\.cursorrules|\.windsurfrules|\.clinerules|\.mcp\.json|\.aider\.conf\.yml)$|^\.github\/(?:copilot-instructions\.md|instructions\/.+\.instructions\.md)$|(?:^|\/)\.(?:cursor|claude|codex|gemini|opencode)\/.+/;

/** Files that tell AI agents how to work here. */
export function agentFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => agentFile.test(path) && !isVendored(path) && !isTest(path));
}

const manifestNames: Readonly<Record<string, string>> = {
  "package.json": "npm",
  "pyproject.toml": "python",
  "requirements.txt": "python",
  "setup.py": "python",
  Pipfile: "python",
  "go.mod": "go",
  "Cargo.toml": "cargo",
  "pom.xml": "maven",
  "build.gradle": "gradle",
  "build.gradle.kts": "gradle",
  Gemfile: "ruby",
  "composer.json": "php",
  "mix.exs": "elixir",
  "Package.swift": "swift",
  "pubspec.yaml": "dart",
  "CMakeLists.txt": "cmake",
};

export interface Manifest {
  readonly path: string;
  readonly ecosystem: string;
}

/** Manifests of packages, those nearest to the root first. */
export function manifests(paths: readonly string[]): Manifest[] {
  const found = paths.flatMap((path): Manifest[] => {
    if (isVendored(path) || isTest(path)) return [];
    const name = path.slice(path.lastIndexOf("/") + 1);
    const ecosystem = name.endsWith(".csproj") ? "nuget" : Object.hasOwn(manifestNames, name) ? manifestNames[name] : undefined;
    return ecosystem === undefined ? [] : [{ path, ecosystem }];
  });
  return found.toSorted((a, b) => a.path.split("/").length - b.path.split("/").length || (a.path < b.path ? -1 : 1));
}
