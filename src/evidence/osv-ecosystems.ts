// OSV's names of ecosystems, where a package URL has another.
const types: ReadonlyMap<string, string> = new Map([
  ["go", "golang"],
  ["crates.io", "cargo"],
  ["rubygems", "gem"],
  ["packagist", "composer"],
  ["swifturl", "swift"],
  ["conancenter", "conan"],
  ["github actions", "githubactions"],
  ["debian", "deb"],
  ["ubuntu", "deb"],
  ["alpine", "apk"],
  ["wolfi", "apk"],
  ["chainguard", "apk"],
  ["red hat", "rpm"],
  ["rocky linux", "rpm"],
  ["almalinux", "rpm"],
  ["suse", "rpm"],
  ["opensuse", "rpm"],
  ["mageia", "rpm"],
]);

/** The type that a package URL has for an ecosystem of OSV's; `Debian:12` is a release of Debian. Null for none. */
export function ecosystemOf(ecosystem: string): string | null {
  const name = (ecosystem.split(":")[0] ?? "").trim().toLowerCase();
  return name === "" ? null : (types.get(name) ?? name);
}
