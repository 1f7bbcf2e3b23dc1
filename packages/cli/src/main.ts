#!/usr/bin/env node
import { processVariables } from './environment.ts';
import { createProgram } from './program.ts';
import { runProgram } from './run-program.ts';
import { processTerminal } from './terminal.ts';

process.exitCode = await runProgram(createProgram, process.argv.slice(2), {
  terminal: processTerminal,
  variables: processVariables,
});
