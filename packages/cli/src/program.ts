import { Command, InvalidArgumentError } from 'commander';
import { readCliEnvironment, type CliEnvironment } from './environment.ts';
import type { SetExitCode, Surroundings } from './run-program.ts';
import type { Terminal } from './terminal.ts';

interface CommandContext {
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
}
type Add = (program: Command, run: Run) => void;
/** Runs a command's work with the environment read, and notes its exit code. */
type Run = (work: (context: CommandContext) => Promise<number> | number) => Promise<void>;

/** Creates the command line; each command's code is loaded only when it runs. */
export function createProgram({ terminal, variables }: Surroundings, setExitCode: SetExitCode): Command {
  const program = new Command('channelgraph')
    .description('Runs a partner program: its graph, its data and its tools.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .showHelpAfterError('(add --help for what is possible)')
    .showSuggestionAfterError();
  const run: Run = async (work) => {
    const environment = readCliEnvironment(variables);
    setExitCode(await work({ environment, terminal }));
  };
  for (const add of [
    addStart(variables),
    addImport,
    addExport,
    addQuery,
    addToken,
    addClock,
    addSeed,
    addMigrate,
    addEvents,
    addAudit,
    addKeys,
  ])
    add(program, run);
  program.addHelpText(
    'after',
    '\nExit codes: 0 done, 1 refused or failed, 2 wrong usage.\nSettings come from the environment; .env.example describes them.',
  );
  return program;
}

const examples = (...lines: string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ pnpm channelgraph ${line}`).join('\n')}`;

function addConnection(command: Command): Command {
  return command
    .option('--url <url>', 'the graph to talk to (default: CHANNELGRAPH_URL, else this machine)')
    .option('--token <token>', 'the access token to send (default: CHANNELGRAPH_TOKEN)')
    .option('--as <persona>', 'the persona to act as where no token is given', 'ada.admin');
}

function addStart(variables: Surroundings['variables']): Add {
  return (program, run) =>
    void program
      .command('start')
      .description('run the whole program: databases, migrations, four subgraphs, gateway, explorer')
      .option('--split', 'five processes that speak HTTP, as in production')
      .option('--watch', 'with --split: restart a process when its source changes')
      .option('--no-demo', 'begin with an empty program on first start')
      .addHelpText('after', examples('start', 'start --split', 'start --no-demo'))
      .action((options: { split?: boolean; watch?: boolean; demo: boolean }) =>
        run(async ({ environment, terminal }) => {
          if (options.split) {
            const { startSplit } = await import('./start/split.ts');
            const isWatching = options.watch ?? false;
            await startSplit(environment, terminal, { withDemo: options.demo, isWatching, variables });
          } else {
            const { startAllInOne } = await import('./start/all-in-one.ts');
            await startAllInOne(environment, terminal, { withDemo: options.demo });
          }
          return 0;
        }),
      );
}

function addImport(program: Command, run: Run): void {
  addConnection(program.command('import'))
    .argument('<directory>', 'the directory that holds the CSV files')
    .requiredOption('-m, --mapping <file>', 'the JSON file that says what the columns mean')
    .option('--dry-run', 'check every row and write nothing')
    .option('--report <file>', 'write the whole report as JSON')
    .option('--local', 'work in this process on the data directory, without a running graph')
    .description('import CSV files through the API; running it again changes nothing that is already there')
    .addHelpText(
      'after',
      examples(
        'import ./crm-export --mapping examples/crm-sales/mapping.json --dry-run',
        'import ./crm-export --mapping examples/crm-sales/mapping.json --report report.json',
        'import examples/msp-portfolio --mapping examples/msp-portfolio/mapping.json --local',
      ),
    )
    .action((directory: string, options: { mapping: string }) =>
      run(async (context) =>
        (await import('./commands/import.ts')).importCommand(directory, options, context),
      ),
    );
}

function addExport(program: Command, run: Run): void {
  addConnection(program.command('export'))
    .argument('<directory>', 'the directory to write to')
    .option('-f, --format <format>', 'csv or jsonl', 'csv')
    .option(
      '-e, --entities <list>',
      'what to export, separated by commas, or all: partners, productLines, customers, registrations, opportunities, contracts, usage, seats, surveys, slaResults, renewals, scorecards',
      'partners,opportunities,contracts,scorecards',
    )
    .option('--as-of <date>', 'the day that scorecards and tiers describe (default: today)')
    .option(
      '--named-by <system>',
      'call records in CSV files by their names in this system where they have one (default: by id)',
    )
    .description('write records of the program to files, with a manifest')
    .addHelpText(
      'after',
      `${examples('export ./out', 'export ./out --format jsonl --entities partners,scorecards --as-of 2017-06-30', 'export ./out --entities all')}

In CSV files a text that a spreadsheet would run as a formula (it begins with = + - @, a tab or a carriage
return) gets an apostrophe before it. Plain numbers, negative ones included, stay numbers.`,
    )
    .action((directory: string, options: { format: string; entities: string }) =>
      run(async (context) =>
        (await import('./commands/export.ts')).exportCommand(directory, options, context),
      ),
    );
}

function addQuery(program: Command, run: Run): void {
  addConnection(program.command('query'))
    .argument('<file>', 'a file with one GraphQL operation')
    .option('--variables <json>', 'the variables as a JSON object, or @file.json')
    .option('--csv', 'print the first list of the answer as CSV')
    .description('run an operation and print its answer')
    .addHelpText(
      'after',
      examples(
        'query scorecard.graphql --variables \'{"id":"prt_…"}\'',
        'query partners.graphql --csv --as carla.cam > partners.csv',
      ),
    )
    .action((file: string, options: object) =>
      run(async (context) => (await import('./commands/query.ts')).queryCommand(file, options, context)),
    );
}

function addToken(program: Command, run: Run): void {
  program
    .command('token')
    .requiredOption('--as <persona>', 'whose token')
    .description('print a development token for a persona, valid for one hour')
    .addHelpText('after', examples('token --as ada.admin', 'token --as harbor.sales'))
    .action((options: { as: string }) =>
      run(async (context) => (await import('./commands/token.ts')).tokenCommand(options, context)),
    );
}

function addClock(program: Command, run: Run): void {
  const clock = program
    .command('clock')
    .description('show or move the business clock of a development deployment');
  const commands = () => import('./commands/clock.ts');
  clock
    .command('show', { isDefault: true })
    .description('show where the clock stands')
    .action(() => run(async (context) => (await commands()).clockShow(context)));
  clock
    .command('set')
    .argument('<instant>', 'e.g. 2026-10-15T09:00:00Z or 2026-10-15')
    .description('stop the clock at an instant')
    .action((instant: string) => run(async (context) => (await commands()).clockSet(instant, context)));
  clock
    .command('advance')
    .argument('<duration>', 'a number with min, h, d, w or mo')
    .description('move the clock on from where it stands')
    .action((duration: string) => run(async (context) => (await commands()).clockAdvance(duration, context)));
  clock
    .command('release')
    .description("let the clock follow the machine's time again")
    .action(() => run(async (context) => (await commands()).clockRelease(context)));
  clock.addHelpText(
    'after',
    examples('clock', 'clock set 2026-10-15T09:00:00Z', 'clock advance 30d', 'clock release'),
  );
}

function addSeed(program: Command, run: Run): void {
  program
    .command('seed')
    .option('--scale <number>', 'how many times as many partners', readScale, 1)
    .description('tell the demo program into the databases')
    .addHelpText('after', examples('seed', 'seed --scale 100'))
    .action((options: { scale: number }) =>
      run(async (context) => (await import('./commands/seed.ts')).seedCommand(options, context)),
    );
}

function addMigrate(program: Command, run: Run): void {
  program
    .command('migrate')
    .description('bring the four databases up to date')
    .addHelpText('after', examples('migrate'))
    .action(() => run(async (context) => (await import('./commands/migrate.ts')).migrateCommand(context)));
}

function addEvents(program: Command, run: Run): void {
  const events = program
    .command('events')
    .description('show or replay events between the services that were parked after too many failures');
  const commands = () => import('./commands/events.ts');
  events
    .command('list', { isDefault: true })
    .description('list the parked events; ends with 1 when there are any')
    .action(() => run(async (context) => (await commands()).eventsList(context)));
  events
    .command('replay')
    .description('put the parked events back into delivery')
    .action(() => run(async (context) => (await commands()).eventsReplay(context)));
  events.addHelpText('after', examples('events', 'events replay'));
}

function addAudit(program: Command, run: Run): void {
  const audit = program.command('audit').description('check the audit trails');
  audit
    .command('verify', { isDefault: true })
    .description('recompute every chain of the audit trails; ends with 1 when a link is broken')
    .action(() => run(async (context) => (await import('./commands/audit.ts')).auditVerify(context)));
  audit.addHelpText('after', examples('audit verify'));
}

function addKeys(program: Command, run: Run): void {
  program
    .command('keys')
    .description('print fresh internal keys as the environment variables of the five processes')
    .addHelpText('after', examples('keys'))
    .action(() => run(async (context) => (await import('./commands/keys.ts')).keysCommand(context)));
}

function readScale(text: string): number {
  const scale = Number(text);
  if (Number.isInteger(scale) && scale >= 1 && scale <= 100_000) return scale;
  throw new InvalidArgumentError('It is a whole number from 1 to 100,000.');
}
