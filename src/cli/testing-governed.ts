import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { enrolKey } from "../workflow/index.ts";
import { type Handle, type OrganisationOptions, type TestOrganisation, testOrganisation } from "../workflow/testing.ts";
import { type Ran, runIn } from "./testing.ts";

/** An organisation as the tests of the workflow found it, with the command line on it. */
export interface GovernedTest extends AsyncDisposable {
  readonly org: TestOrganisation;
  /** A command line of that person, in the project's repository and by the organisation's clock. */
  run(handle: Handle, ...words: readonly string[]): Promise<Ran>;
  /** The same with a key of the person to sign with. */
  signed(handle: Handle, ...words: readonly string[]): Promise<Ran>;
  /** Writes into the work tree, without committing it. */
  write(files: Readonly<Record<string, string>>): void;
}

export async function governedTest(options: OrganisationOptions = {}): Promise<GovernedTest> {
  const org = await testOrganisation(options);
  const { path } = org.repository;
  // The command line keeps an organisation in a folder of its data folder.
  const data = join(org.scratch, "cli");
  mkdirSync(data);
  symlinkSync(org.folder, join(data, "organisation"));
  const run = (handle: Handle, ...words: readonly string[]) =>
    runIn(path, [...words, "--data", data, "--as", handle], { columns: 200, clock: () => org.clock.now, env: { COUNTERSIGN_REPO: path } });
  const keys = new Map<Handle, string>();
  const keyOf = async (handle: Handle) => {
    const file = keys.get(handle) ?? join(org.scratch, `key-${handle}`);
    if (!keys.has(handle)) {
      execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
      await enrolKey(org.workplace, "ada", handle, readFileSync(`${file}.pub`, "utf8"));
      keys.set(handle, file);
    }
    return file;
  };
  return {
    org,
    run,
    signed: async (handle, ...words) => await run(handle, ...words, "--key", await keyOf(handle)),
    write(files) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(path, file)), { recursive: true });
        writeFileSync(join(path, file), text);
      }
    },
    [Symbol.asyncDispose]: () => org[Symbol.asyncDispose](),
  };
}
