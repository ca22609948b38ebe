import { Digest } from "../parts/digest.tsx";
import { Facts } from "../parts/page.tsx";
import { Segments } from "../parts/segments.tsx";
import { bytesText } from "./file-words.ts";
import type { FileDiff } from "./shapes.ts";

/** A file whose content is no text: what there is on either side, so that it can be compared with what one expects. */
export function Unshown({ diff: { file, sides } }: { readonly diff: FileDiff }) {
  if (file.content === "submodule")
    return (
      <Facts
        items={[
          ["Commit before", file.oldBlob === null ? null : <Digest key="old" value={file.oldBlob} of="old commit" />],
          ["Commit now", file.newBlob === null ? null : <Digest key="new" value={file.newBlob} of="new commit" />],
        ]}
      />
    );
  if (file.content === "symlink")
    return (
      <Facts
        items={[
          ["Leads to", file.linkTarget === null ? "nowhere any more" : <code key="target">{<Segments text={file.linkTarget} />}</code>],
          ["Mode", `${file.oldMode ?? "none"} → ${file.newMode ?? "none"}`],
        ]}
      />
    );
  return (
    <>
      <p>Its content cannot be shown as lines. Whoever approves it vouches for it by its digest.</p>
      <Facts items={[...sideFacts("before", sides.old), ...sideFacts("now", sides.new)]} />
    </>
  );
}

function sideFacts(when: string, side: FileDiff["sides"]["old"]) {
  if (side === null) return [[`Content ${when}`, "none"] as const];
  return [[`Size ${when}`, bytesText(side.bytes)] as const, [`SHA-256 ${when}`, <Digest key={when} value={side.sha256} of={`content ${when}`} />] as const];
}
