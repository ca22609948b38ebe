import { z } from "zod";
import { listProjects, projectBranches, readProject } from "../../reading/index.ts";
import { route } from "../route.ts";
import { list } from "../shapes/list.ts";
import { projectBranches as branchesShape, projectLine, projectPage } from "../shapes/projects.ts";

export const projectsList = route({
  id: "projects.list",
  method: "GET",
  path: "/api/projects",
  summary: "The projects under governance.",
  access: { who: "reader", scope: "read" },
  answer: z.strictObject({ items: list(projectLine) }),
  async handle({ workplace }) {
    return { items: await listProjects(workplace) };
  },
});

export const projectsRead = route({
  id: "projects.read",
  method: "GET",
  path: "/api/projects/{project}",
  summary: "One project with its policy and what runs in its environments.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ project: z.string().min(1).max(200) }),
  answer: projectPage,
  async handle({ workplace }, { params }) {
    return await readProject(workplace, params.project);
  },
});

export const projectsBranches = route({
  id: "projects.branches",
  method: "GET",
  path: "/api/projects/{project}/branches",
  summary: "The branches of a project's repository on the server's machine, the newest first, and the one that its changes go to.",
  access: { who: "reader", scope: "read" },
  params: z.strictObject({ project: z.string().min(1).max(200) }),
  answer: branchesShape,
  async handle({ workplace }, { params }) {
    return await projectBranches(workplace, params.project);
  },
});
