import { testWorlds } from './random-worlds.contract.js';

testWorlds('odd');
