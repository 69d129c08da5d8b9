// Times feelin on one condition: node feelin.mjs EXPRESSION VARIABLES-AS-JSON ROUNDS. Prints the median microseconds.
import { evaluate } from 'feelin';

const [ source, variables, rounds ] = process.argv.slice(2);
const context = JSON.parse(variables);
const found = [];

for (let round = 0; round < Number(rounds) + 200; round++) {
  const start = process.hrtime.bigint();
  const { value } = evaluate(source, context);
  found.push(Number(process.hrtime.bigint() - start) / 1000);
  if (value !== true) throw new Error(`feelin answers ${value}`);
}

console.log(found.slice(200).sort((a, b) => a - b)[Math.floor(rounds / 2)]);
