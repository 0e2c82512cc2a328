import { setFlagsFromString } from "node:v8";

/*
 * V8 makes objects in its old generation from the start where it saw that all made at the same place in the code outlived
 * a collection (allocation-site pretenuring). Here these are what a request in flight is made of, a query and its callback,
 * and they die within milliseconds: but an old object, dead or not, keeps whatever it points to through every young
 * collection until the next major one. A tenth of all that requests made was so copied twice; without it, nearly nothing
 * is. To be imported before all else, since what was decided stays decided.
 */
setFlagsFromString("--no-allocation-site-pretenuring");

/*
 * What is left to copy takes a thread a millisecond. To share that among threads costs more than it saves, and whoever waits for
 * one of them that has no core, because others work on this machine, waits much longer.
 */
setFlagsFromString("--no-parallel-scavenge");
