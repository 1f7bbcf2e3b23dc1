import pg from 'pg';
import { accessesOf, analyzedPlan, captureStatements } from './captured-statements.ts';
import type { Access, CapturedStatement } from './captured-statements.ts';
import { questions } from './questions.ts';
import type { Question, ScaleService } from './questions.ts';
import { largeTables } from './seed.ts';

/** How the statements of a question read their tables. */
export interface QuestionPlan {
  readonly question: Question;
  readonly statements: readonly CapturedStatement[];
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
    for (const question of questions) {
      capture.take();
      await askOnce(service, question);
      const sent = capture.take();
      if (sent.length === 0) throw new Error(`${question.name}: no statement was heard.`);
      const accesses: Access[] = [];
      for (const statement of sent) accesses.push(...(await accessesOf(client, statement)));
      plans.push({
        question,
        statements: sent,
        accesses,
        scanned: question.isNarrow ? scannedTables(accesses) : [],
      });
    }
    return plans;
  } finally {
    capture.stop();
    await client.end();
  }
}

/** Has the database carry out the statements of the questions about one partner or one page, and gives what it did for each. */
export async function analyzeQuestions(
  databaseUrl: string,
  plans: readonly QuestionPlan[],
): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const told: string[] = [];
    for (const { question, statements } of plans.filter((plan) => plan.question.isNarrow)) {
      for (const statement of statements)
        told.push(`-- ${question.name}\n${await analyzedPlan(client, statement)}\n`);
    }
    return told;
  } finally {
    await client.end();
  }
}

// The whole program may be more than the database may work on; what it sends can be explained nevertheless.
async function askOnce(service: ScaleService, question: Question): Promise<void> {
  try {
    await service.ask(question);
  } catch (error) {
    if (question.isNarrow) throw error;
  }
}

function scannedTables(accesses: readonly Access[]): string[] {
  return accesses
    .filter(({ table, by }) => by === 'Seq Scan' && largeTables.includes(table))
    .map(({ table }) => table);
}
