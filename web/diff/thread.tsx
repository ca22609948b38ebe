import { type FormEvent, useEffect, useRef, useState } from "react";
import { useSend } from "../api/queries.ts";
import { Button } from "../parts/button.tsx";
import { Problem } from "../parts/problem.tsx";
import { Time } from "../parts/when.tsx";
import { useMe } from "../shell/me.ts";
import type { Comment, FileEntry, Side } from "./shapes.ts";

/** Comments at one place, the oldest first. */
export function Thread({ comments, at }: { readonly comments: readonly Comment[]; readonly at?: string }) {
  return (
    <div className="thread">
      {at === undefined ? null : <p className="thread-place">{at}</p>}
      {comments.map((comment) => (
        <OneComment key={comment.id} comment={comment} />
      ))}
    </div>
  );
}

function OneComment({ comment: { id, person, at, text, resolved, outdated, revision } }: { readonly comment: Comment }) {
  const { acts } = useMe();
  const { mutate, isPending, error } = useSend("comments.resolve");
  const what = (
    <>
      <p className="comment-text">{text ?? "The text of this comment was erased."}</p>
      {outdated ? <p className="quiet">Written on revision {revision}; the file has another content now.</p> : null}
    </>
  );
  return (
    <div className="comment">
      <p className="comment-head">
        <strong>{person.name}</strong>{" "}
        <span className="quiet">
          <Time at={at} />
        </span>
        {resolved !== null ? <span className="quiet">settled, says {resolved.by.name}</span> : null}
        {resolved === null && acts ? (
          <Button kind="quiet" small busy={isPending} onClick={() => mutate({ params: { comment: id } })}>
            Settle
          </Button>
        ) : null}
      </p>
      {resolved === null ? (
        what
      ) : (
        <details>
          <summary className="quiet">Show it</summary>
          {what}
        </details>
      )}
      <Problem error={error} />
    </div>
  );
}

export interface Place {
  readonly path: string;
  /** Tells the file from another one whose path reads alike. */
  readonly pair: FileEntry["pair"];
  readonly side: Side;
  readonly line?: number;
}

/** Where a comment is written. `place` null: about the whole change. */
export function Composer({ change, place, label, onClose }: { readonly change: string; readonly place: Place | null; readonly label: string; readonly onClose?: () => void }) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  const opened = onClose !== undefined;
  const leave = () => {
    field.current?.blur();
    // The line, or the file, that it is about: the keys go on from there.
    const line = field.current?.closest("tr")?.previousElementSibling ?? field.current?.closest("[data-file]")?.querySelector(".file-name");
    if (line instanceof HTMLElement) line.focus({ preventScroll: true });
  };
  const close = () => {
    leave();
    onClose?.();
  };
  const { mutate, isPending, error } = useSend("comments.make", () => {
    setText("");
    if (opened) close();
  });
  useEffect(() => {
    if (opened) field.current?.focus();
  }, [opened]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== "") mutate({ params: { change }, body: place === null ? { text } : { text, place } });
  };
  return (
    <form className="composer" onSubmit={send}>
      <textarea
        ref={field}
        className="input"
        rows={opened ? 3 : 2}
        aria-label={label}
        placeholder={label}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          // What was begun stays where it is.
          if (event.key === "Escape" && opened) (text === "" ? close : leave)();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send(event);
        }}
      />
      <p className="composer-verbs">
        <Button type="submit" small busy={isPending} why={text.trim() === "" ? "Write something first." : undefined}>
          Comment
        </Button>
        {onClose === undefined ? null : (
          <Button kind="quiet" small onClick={close}>
            Leave it
          </Button>
        )}
      </p>
      <Problem error={error} />
    </form>
  );
}
