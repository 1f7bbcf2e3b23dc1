import { configureGlobal, readConfigureGlobal } from 'fast-check';
import { inject } from 'vitest';

// Every property of the run starts from the seed that the run printed, so that it can be run again.
configureGlobal({ ...readConfigureGlobal(), seed: inject('propertySeed') });
