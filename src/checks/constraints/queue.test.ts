import { expect, it } from "vitest";
import { Queue } from "./queue.ts";

it("G19 one is done, so many wait, and the next is refused as busy; whatever ends makes room", async () => {
  const queue = new Queue(2);
  const { promise, resolve: release } = Promise.withResolvers<void>();
  const order: number[] = [];
  const add = (number: number) =>
    queue.inTurn(async () => {
      await promise;
      order.push(number);
      if (number === 1) throw new Error("broke off");
    });
  const first = [add(1), add(2), add(3)];
  await expect(add(4)).rejects.toMatchObject({ code: "busy", message: "2 looks for constraints wait already." });
  release();
  expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  await add(5);
  expect(order).toEqual([1, 2, 3, 5]);
});
