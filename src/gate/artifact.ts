/**
 * Whether what a bill of materials describes is another artifact than the one named: it gives a digest by the algorithm of the artifact's own, and it is not that one. Digests are `sha256:hex`, and a name may stand before an
 * artifact's, `registry/name@sha256:hex`. By other algorithms nothing can be told. Whoever made the bill wrote the digests.
 */
export function isAnotherArtifact(digests: readonly string[], artifact: string): boolean {
  const own = artifact.slice(artifact.lastIndexOf("@") + 1).toLowerCase();
  const algorithm = own.slice(0, own.indexOf(":") + 1);
  const alike = algorithm === "" ? [] : digests.filter((digest) => digest.startsWith(algorithm));
  return alike.length > 0 && !alike.includes(own);
}
