export { type DependencyReport, isDependencyFile, lockfilesFor, type ManifestPair, readDependencies } from "./dependencies.ts";
export { type LockedPackages, lockedPackages } from "./locked-packages.ts";
export { canWeaken, type TextPair, WeakeningLook } from "./weakening.ts";
