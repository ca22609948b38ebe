import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Answer } from "../../api/client.ts";
import { question } from "../../api/queries.ts";
import type { Place } from "./words.ts";

/** Milliseconds after which it is asked again how far a pass is. */
const pulse = 1_000;

function again({ state: { data } }: { readonly state: { readonly data: { readonly state: string } | undefined } }): number | false {
  return data?.state === "working" ? pulse : false;
}

export function useFolder({ project, rev, folder }: Place) {
  const query = { ...(rev === undefined ? {} : { rev }), path: folder ?? "" };
  return useQuery({ ...question("map.read", { params: { project }, query }), placeholderData: keepPreviousData, refetchInterval: again });
}

/** How many lines of a file are asked for at once. */
export const linesAtOnce = 500;

export function useFile({ project, rev, file = "" }: Place, from: number) {
  const query = { ...(rev === undefined ? {} : { rev }), path: file, from, rows: linesAtOnce };
  return useQuery({ ...question("map.file", { params: { project }, query }), placeholderData: keepPreviousData, refetchInterval: again });
}

export function useHistory(project: string) {
  return useQuery({
    ...question("map.history", { params: { project } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }: { readonly state: { readonly data: Answer<"map.history"> | undefined } }) => (data === undefined || data.left === 0 ? false : 2 * pulse),
  });
}
