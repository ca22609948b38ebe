import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type Answer, call } from "../api/client.ts";
import { problemFrom } from "../api/problem.ts";
import { question } from "../api/queries.ts";
import { announce } from "../parts/status.tsx";
import { keyOf, nameOf } from "./file-name.ts";
import { firstRows } from "./first-rows.ts";
import type { FileEntry } from "./shapes.ts";

interface Mark {
  readonly file: FileEntry;
  readonly seen: boolean;
}

/** Marks a file as seen, by the content that was shown. The list says so at once, and takes it back when the server refuses. */
export function useSeen(change: string) {
  const client = useQueryClient();
  const key = ["files.see", change];
  const { mutate } = useMutation({
    mutationFn: async ({ file, seen }: Mark) => {
      if (!seen) return await call("files.unsee", { params: { change }, query: nameOf(file) });
      // Only what was given out can be marked, and the rows of an open file may be on their way.
      const rows = firstRows(change, file);
      if (client.getQueryState(rows.queryKey) !== undefined) await client.ensureQueryData(rows);
      return await call("files.see", { params: { change }, body: { path: file.path, pair: file.pair } });
    },
    mutationKey: key,
    onMutate: async ({ file, seen }) => {
      const { queryKey } = question("files.list", { params: { change } });
      // An answer that was asked for before this mark would take it back.
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (list) => (list === undefined ? undefined : withMark(list, file, seen)));
    },
    onError: (failure) => announce(problemFrom(failure).detail),
    // The last of several marks asks for all of them.
    onSettled: () => (client.isMutating({ mutationKey: key }) === 1 ? refreshMarks(client, change) : undefined),
  });
  return {
    /** `refused` is told when the mark did not hold. */
    set: (file: FileEntry, seen: boolean, refused?: () => void) => mutate({ file, seen }, refused === undefined ? {} : { onError: refused }),
  };
}

function withMark(list: Answer<"files.list">, marked: FileEntry, seen: boolean): Answer<"files.list"> {
  const files = list.files.map((file) => (keyOf(file) === keyOf(marked) ? { ...file, seen } : file));
  return { ...list, files, seen: files.filter((file) => file.seen).length };
}

// The rows of the diff do not depend on marks, and are not asked for again.
async function refreshMarks(client: ReturnType<typeof useQueryClient>, change: string): Promise<void> {
  const mine = (id: string) => client.invalidateQueries({ queryKey: [id, { change }] });
  await Promise.all([mine("files.list"), mine("changes.read")]);
}
