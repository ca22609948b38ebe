import { PackageURL } from "packageurl-js";
import { limits } from "./limits.ts";

/** A package as its package URL names it. */
export interface PackageName {
  /** Two package URLs mean the same package when these are equal. */
  readonly identity: string;
  /** Type of the package URL in lower case. */
  readonly ecosystem: string;
  /** Whole name in the ecosystem's own spelling: `@scope/name`, `group:artifact`. */
  readonly name: string;
  readonly version: string | null;
}

/** What a package URL names; null for a text that is none. Attacker-controlled. */
export function packageOf(purl: string): PackageName | null {
  if (purl.length > limits.path) return null;
  try {
    const [type, namespace, name, version, qualifiers, subpath] = PackageURL.parseString(purl);
    if (!type || !name) return null;
    // Without the version, which the constructor cannot check for golang: it ends in an error of its own.
    const url = new PackageURL(type, namespace, name, null, qualifiers, subpath);
    url.version = version;
    return { identity: url.toString(), ecosystem: url.type, name: wholeName(url.type, namespace ?? "", name), version: version || null };
  } catch {
    return null;
  }
}

function wholeName(ecosystem: string, namespace: string, name: string): string {
  if (namespace === "") return name;
  return `${namespace}${ecosystem === "maven" ? ":" : "/"}${name}`;
}

/** Name of a component whose document gives its group apart. Groups of npm begin with `@`; what others call a group is one of Maven's. */
export function groupedName(group: string, name: string): string {
  if (group === "" || name.startsWith(`${group}/`)) return name;
  return `${group}${group.startsWith("@") ? "/" : ":"}${name}`;
}
