import { z } from 'zod';

const text = z.string().min(1);

/** Picks rows by the content of one column. */
const conditionSchema = z
  .strictObject({
    column: text.describe('The column looked at.'),
    in: z.array(z.string()).min(1).optional().describe('True when the trimmed cell is one of these texts.'),
    isEmpty: z.boolean().optional().describe('True when the cell is empty (true) or filled (false).'),
  })
  .refine((condition) => (condition.in === undefined) !== (condition.isEmpty === undefined), {
    message: 'Give either "in" or "isEmpty".',
  })
  .describe('Picks rows by the content of one column.');

const onEmpty = z
  .enum(['leaveEmpty', 'refuse'])
  .describe(
    'leaveEmpty sends no value and counts the row in the report; refuse refuses the row. Default: refuse where the API requires the field, else leaveEmpty.',
  );

const valueMapSchema = z
  .strictObject({
    description: z.string().optional().describe('What the map is for, for the reader.'),
    values: z
      .record(z.string(), z.string())
      .default({})
      .describe('The ordinary translation: text in the file → text sent.'),
    aliases: z
      .record(z.string(), z.string())
      .default({})
      .describe(
        'Corrections of misspelt or differing texts: text in the file → the right text, which then goes through "values". Each use is counted in the report.',
      ),
    otherwise: z
      .enum(['refuse', 'leaveEmpty', 'keep'])
      .default('refuse')
      .describe(
        'What happens to a text that the map does not know: the row is refused, the field is left empty, or the text is sent as it is.',
      ),
    ignoreCase: z.boolean().default(false).describe('Compare without regard to upper and lower case.'),
  })
  .describe('A translation of texts, with aliases for misspelt ones.');

const scalarOptions = {
  map: z.string().optional().describe('The name of a map in "valueMaps" that the text goes through.'),
  whenEmpty: onEmpty.optional(),
  default: z
    .string()
    .optional()
    .describe('The value used when the cell is empty, in the form the API expects.'),
  date: z.string().optional().describe("The date format of this value, where it differs from the file's."),
  currency: z
    .union([z.string().regex(/^[A-Z]{3}$/), z.strictObject({ column: text })])
    .optional()
    .describe(
      'The currency of an amount: an ISO 4217 code or a column holding one. Default: the currency of the formats.',
    ),
};

/** Where the value of one field comes from. */
export type ValueRule =
  | ColumnRule
  | { readonly constant: unknown }
  | TemplateRule
  | LookupRule
  | ReferenceRule
  | { readonly list: readonly ValueRule[] }
  | { readonly object: Readonly<Record<string, ValueRule>> }
  | ChooseRule;

/** Options that every textual value takes. */
export interface ScalarOptions {
  readonly map?: string | undefined;
  readonly whenEmpty?: 'leaveEmpty' | 'refuse' | undefined;
  readonly default?: string | undefined;
  readonly date?: string | undefined;
  readonly currency?: string | { readonly column: string } | undefined;
}

/** A cell of the row itself. */
export interface ColumnRule extends ScalarOptions {
  readonly column: string;
  readonly split?: string | undefined;
  readonly json?: boolean | undefined;
}

/** A text put together from cells. */
export interface TemplateRule extends ScalarOptions {
  readonly template: string;
}

/** A cell of another file's row, found by a key. */
export interface LookupRule extends ScalarOptions {
  readonly lookup: {
    readonly file: string;
    readonly where: string;
    readonly equals: ValueRule;
    readonly column: string;
  };
}

/** Another record, named by the reference it has in the source system. */
export interface ReferenceRule {
  readonly reference: {
    readonly entity: string;
    readonly system?: string | undefined;
    readonly key: ValueRule;
  };
}

/** The first branch whose condition holds. */
export interface ChooseRule {
  readonly choose: readonly { readonly when: Condition; readonly value: ValueRule }[];
  readonly otherwise?: ValueRule | undefined;
}

/** A test on one cell. */
export type Condition = z.infer<typeof conditionSchema>;

// The union stands outside the lazy schema: a described copy of a lazy schema evaluates it again.
const valueRuleSchema: z.ZodType<ValueRule> = z.lazy(() => valueRuleUnion);

const valueRuleUnion: z.ZodType<ValueRule> = z
  .union([
    z
      .strictObject({
        column: text.describe('A column of this file.'),
        split: z
          .string()
          .min(1)
          .optional()
          .describe(
            "Makes a list: the text between the cell's values. In the key of a reference: a list of references.",
          ),
        json: z
          .boolean()
          .optional()
          .describe('The cell holds JSON in the form that the API expects, as an export writes it.'),
        ...scalarOptions,
      })
      .describe('A cell of the row.'),
    z
      .strictObject({
        constant: z.unknown().describe('The value, in the form the API expects: dates as YYYY-MM-DD.'),
      })
      .describe('The same value for every row.'),
    z
      .strictObject({ template: text.describe('Text with {column} in it.'), ...scalarOptions })
      .describe('A text put together from cells; empty when every named cell is empty.'),
    z
      .strictObject({
        lookup: z.strictObject({
          file: text.describe('Another file of the directory.'),
          where: text.describe('The column of that file that is searched.'),
          equals: valueRuleSchema.describe('The value searched for.'),
          column: text.describe('The column of that file whose cell is taken.'),
        }),
        ...scalarOptions,
      })
      .describe("A cell of another file's row, found by a key; the row is refused when nothing matches."),
    z
      .strictObject({
        reference: z.strictObject({
          entity: text.describe('The entity referred to, e.g. "partner".'),
          system: text.optional().describe("The system that gave the key. Default: the mapping's system."),
          key: valueRuleSchema.describe('The key in that system.'),
        }),
      })
      .describe('Another record, named by its external reference.'),
    z
      .strictObject({
        list: z.array(valueRuleSchema).min(1).describe('The values, in order; empty ones are left out.'),
      })
      .describe('A list of values.'),
    z
      .strictObject({ object: z.record(z.string(), valueRuleSchema).describe('Field → value.') })
      .describe('An object of the API; left out when all its fields are empty.'),
    z
      .strictObject({
        choose: z
          .array(z.strictObject({ when: conditionSchema, value: valueRuleSchema }))
          .min(1)
          .describe('Branches, first match wins.'),
        otherwise: valueRuleSchema
          .optional()
          .describe('The value when no branch matches. Default: left empty.'),
      })
      .describe('A value that depends on another cell.'),
  ])
  .meta({ id: 'ValueRule', description: 'Where the value of one field comes from.' });

const formatFields = {
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe('The ISO 4217 currency of amounts that name none.'),
  date: z
    .string()
    .optional()
    .describe(
      'The form of dates, made of D, DD, M, MM, MMM, YY and YYYY, e.g. "DD-MM-YY". Default: "YYYY-MM-DD".',
    ),
  twoDigitYearPivot: z
    .int()
    .min(0)
    .max(99)
    .optional()
    .describe('For YY: years below the pivot are 20YY, the others 19YY. Required when a date format has YY.'),
  decimalSeparator: z.enum(['.', ',']).optional().describe('Default: ".".'),
  groupSeparator: z
    .enum(['', ',', '.', ' ', "'"])
    .optional()
    .describe('What stands between thousands. Default: "" (nothing).'),
  emptyValues: z
    .array(z.string())
    .optional()
    .describe('Texts that mean "no value", besides the empty cell, e.g. ["N/A"].'),
  encoding: z
    .enum(['utf-8', 'utf-16le', 'windows-1252'])
    .optional()
    .describe('Default: "utf-8". A byte order mark is skipped.'),
  delimiter: z.enum([',', ';', '\t', '|']).optional().describe('Default: ",".'),
};
const formatsSchema = z.strictObject(formatFields).describe('How texts are read.');

const stepSchema = z
  .strictObject({
    name: text.describe('The name of the step in the report.'),
    description: z.string().optional().describe('Why the step is as it is, for the reader.'),
    entity: text.describe('What a row becomes, e.g. "partner": a record with a bulk mutation in the API.'),
    file: text.optional().describe('The file read. Either this or "records".'),
    records: z
      .array(
        z.strictObject({
          key: text
            .optional()
            .describe('The key of the record in the source system; becomes its external reference.'),
          fields: z
            .record(z.string(), z.unknown())
            .describe(
              'Field of the API → value, in the form the API expects; {"reference": …} names another record.',
            ),
        }),
      )
      .min(1)
      .optional()
      .describe('Records that the mapping itself states. Either this or "file".'),
    rows: z
      .enum(['each', 'distinct'])
      .default('each')
      .describe(
        'each: a row is a record, and a second row with the same key is refused. distinct: rows with the same key are one record; the repeats change nothing, and are refused when they contradict it.',
      ),
    system: text.optional().describe("The system that gave the key. Default: the mapping's system."),
    key: valueRuleSchema
      .optional()
      .describe(
        'What identifies the record in the source system; becomes its external reference where the entity has one.',
      ),
    fields: z.record(z.string(), valueRuleSchema).default({}).describe('Field of the API → value.'),
  })
  .refine((step) => (step.file === undefined) !== (step.records === undefined), {
    message: 'Give either "file" or "records".',
  })
  .describe('One entity made from one file, or from records stated here.');

/** The shape of a mapping file, from which the published JSON Schema is made. */
export const mappingSchema = z
  .strictObject({
    $schema: z.string().optional().describe('Where the JSON Schema of mapping files lies, for editors.'),
    version: z.literal(1).describe('The version of the mapping format.'),
    title: text.describe('The name of the export, for the report.'),
    description: z.string().optional().describe('Assumptions and origin, for the reader.'),
    system: text.describe('The source system: the "system" of every external reference made here.'),
    formats: formatsSchema.default({}),
    valueMaps: z.record(z.string(), valueMapSchema).default({}).describe('Translations by name.'),
    files: z
      .record(
        z.string(),
        z.strictObject({
          description: z.string().optional().describe('What the file is, for the reader.'),
          formats: formatsSchema.optional().describe("Formats of this file that differ from the mapping's."),
          optional: z
            .boolean()
            .default(false)
            .describe('Whether the file may be missing; its steps then have no rows.'),
          ignoredColumns: z
            .record(z.string(), text)
            .default({})
            .describe(
              'Columns that are left out on purpose → the reason. Any other unused column is reported as unexpected.',
            ),
        }),
      )
      .describe('The files that the mapping knows, by name.'),
    steps: z
      .array(stepSchema)
      .min(1)
      .describe('What is made of them. The order of dependency is found by the importer.'),
  })
  .meta({
    title: 'Channelgraph import mapping',
    description: 'Says how the files of a directory become records of the program.',
  });

/** A mapping file after parsing, with every default filled in. */
export type Mapping = z.infer<typeof mappingSchema>;
/** One step of a mapping. */
export type MappingStep = Mapping['steps'][number];
/** A named translation of texts. */
export type ValueMap = Mapping['valueMaps'][string];
/** How the texts of a file are read. */
export type Formats = z.infer<typeof formatsSchema>;

/** Gives the published JSON Schema of mapping files. */
export function mappingJsonSchema(): unknown {
  return z.toJSONSchema(mappingSchema, { io: 'input', target: 'draft-2020-12' });
}
