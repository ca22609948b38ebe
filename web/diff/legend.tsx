import { Dialog } from "../parts/dialog.tsx";
import { type OriginCounts, OriginLegend } from "../parts/origin.tsx";
import { Segments } from "../parts/segments.tsx";

/** What every mark of the diff means. */
export function Legend({ counts, onClose }: { readonly counts: OriginCounts; readonly onClose: () => void }) {
  return (
    <Dialog title="What the marks mean" side onClose={onClose}>
      <section className="help-group">
        <h3>Who wrote a line, in the margin</h3>
        <OriginLegend counts={counts} />
      </section>
      <section className="help-group">
        <h3>In the lines</h3>
        <dl className="legend">
          <div>
            <dt className="legend-mono">+ −</dt>
            <dd>The line is new, or gone.</dd>
          </div>
          <div>
            <dt>
              <span className="uncovered-word">no test ran it</span>
            </dt>
            <dd>The tests that were handed in ran past the line. The mark goes on along the right edge.</dd>
          </div>
          <div>
            <dt>
              <Segments text={[{ kind: "bidi", code: "U+202E", name: "right-to-left override" }]} />
            </dt>
            <dd>A character that hides, reorders or acts, shown by its code in place of itself.</dd>
          </div>
        </dl>
      </section>
    </Dialog>
  );
}
