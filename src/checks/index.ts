export { type DependencyReport, isDependencyFile, type ManifestPair, readDependencies } from "./dependencies.ts";
