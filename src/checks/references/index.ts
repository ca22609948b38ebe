import { type Checker, type Looked, type ReferenceInput, together } from "./checker.ts";
import { packages } from "./packages.ts";
import { python } from "./python.ts";
import { withDrift } from "./registry-drift.ts";
import { typescript } from "./typescript.ts";

export { type Looked, type NotChecked, type ReferenceFile, type ReferenceInput, type Registries, usualLimits, usualTime } from "./checker.ts";
export { isPackageName, type KnownPackage, knownPackage } from "./known-package.ts";
export { referenceLog } from "./log.ts";
export { isPythonManifest, requirementsIn } from "./packages-pypi.ts";

/** Every checker there is, in the order in which they are asked: a new one is a file of its own and a line here. */
const checkers: readonly Checker[] = [typescript, python, packages];

/**
 * Looks in the added lines for names of what stands elsewhere: packages, modules, functions, members, types (R97). One checker after the
 * other, since each may take much memory. This part of the room is not pure: it reads the checkout and starts programs, so nothing that
 * judges may import it.
 */
export async function lookAtReferences(input: ReferenceInput): Promise<Looked> {
  const parts: Looked[] = [];
  for (const checker of checkers) parts.push(await checker(input));
  return await withDrift(together(parts), input);
}
