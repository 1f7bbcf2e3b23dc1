import pg from 'pg';
import { parse, validate } from 'graphql';
import { accessesOf, captureStatements } from './captured-statements.ts';
import type { Access } from './captured-statements.ts';
import { questions } from './questions.ts';
import type { Question, ScaleService } from './questions.ts';
import { largeTables } from './seed.ts';

/** How the statements of a question read their tables. */
export interface QuestionPlan {
  readonly question: Question;
  readonly accesses: readonly Access[];
  /** The large tables that a narrow question reads from end to end; none is right. */
  readonly scanned: readonly string[];
}

/** Asks every question of a service that was just opened, catches the statements really sent, and has the database say how it reads for each. */
export async function explainQuestions(databaseUrl: string, service: ScaleService): Promise<QuestionPlan[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const capture = captureStatements();
  try {
    const plans: QuestionPlan[] = [];
    const answerable = questions.filter(({ query }) => validate(service.schema, parse(query)).length === 0);
    for (const question of answerable) {
      capture.take();
      await service.ask(question);
      const sent = capture.take();
      if (sent.length === 0) throw new Error(`${question.name}: no statement was heard.`);
      const accesses: Access[] = [];
      for (const statement of sent) accesses.push(...(await accessesOf(client, statement)));
      plans.push({ question, accesses, scanned: question.isNarrow ? scannedTables(accesses) : [] });
    }
    return plans;
  } finally {
    capture.stop();
    await client.end();
  }
}

function scannedTables(accesses: readonly Access[]): string[] {
  return accesses
    .filter(({ table, by }) => by === 'Seq Scan' && largeTables.includes(table))
    .map(({ table }) => table);
}
