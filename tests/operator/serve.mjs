/* The operator of the tests by itself, to try things out: prints its address, serves until killed. */
import { Operator } from './operator.mjs';

console.log(`tmf:${(await Operator.start()).address}`);
