import { Dialog } from "../parts/dialog.tsx";
import { type OriginCounts, OriginLegend } from "../parts/origin.tsx";
import { Segments } from "../parts/segments.tsx";
import { lineWords } from "./coverage-words.ts";

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
              <span className="uncovered-word row-missed">{lineWords.missed}</span>
            </dt>
            <dd>The tests that were handed in ran past the line. The mark goes on along the right edge.</dd>
          </div>
          <div>
            <dt>
              <span className="uncovered-word row-without-data">{lineWords["without-data"]}</span>
            </dt>
            <dd>No coverage report that counts says anything of the line. It is not taken for covered.</dd>
          </div>
          <div>
            <dt>
              <span className="moved-word">moved from</span>
            </dt>
            <dd>The same line is deleted there, letter by letter. The mark goes on beside the sign. It is an added line all the same.</dd>
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
