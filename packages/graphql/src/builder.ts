import SchemaBuilder from '@pothos/core';
import DirectivesPlugin from '@pothos/plugin-directives';
import ErrorsPlugin from '@pothos/plugin-errors';
import FederationPlugin from '@pothos/plugin-federation';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { CurrencyCode, Money } from '@channelgraph/core/money.ts';
import type { AvailableAction, Reason } from '@channelgraph/core/machine.ts';
import type { DomainError, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { isAdministrator, isStaff } from '@channelgraph/core/viewer.ts';
import type { Capability, Role } from '@channelgraph/core/viewer.ts';
import { ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import { addErrors } from './errors.ts';
import { addFilters } from './filters.ts';
import type {
  DateFilter,
  DateTimeFilter,
  DecimalFilter,
  IdFilter,
  IntFilter,
  StringFilter,
} from './filters.ts';
import { addScalars } from './scalars.ts';
import { addSharedTypes } from './shared-types.ts';
import type { BulkRow, ExternalReference, PageInfo, ReferenceInput } from './shared-types.ts';

/** The types that every subgraph shares, by the names under which fields refer to them. */
export interface KitTypes<Context extends RequestContext> {
  Context: Context;
  DefaultFieldNullability: false;
  DefaultAuthStrategy: 'all';
  AuthScopes: {
    /** Any member of the vendor's staff, and services. */
    staff: boolean;
    /** Program administrators and services. */
    admin: boolean;
    /** Exactly these roles. */
    role: readonly Role[];
    /** Staff, and partner users who hold one of these capabilities. */
    capability: readonly Capability[];
    /** Staff, and the users of this partner. */
    partner: string | null;
  };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Date: { Input: LocalDate; Output: LocalDate };
    Decimal: { Input: string; Output: string };
    CurrencyCode: { Input: CurrencyCode; Output: CurrencyCode };
    CountryCode: { Input: string; Output: string };
    /** Added by the subgraphs that publish rules as data. */
    JSON: { Input: object; Output: object };
  };
  Objects: {
    Money: Money;
    PageInfo: PageInfo;
    ExternalReference: ExternalReference;
    AvailableAction: AvailableAction;
    ActionReason: Reason;
    ValidationIssue: ValidationIssue;
    BulkRow: BulkRow;
  };
  Interfaces: {
    Node: { readonly id: string };
    UserError: DomainError;
  };
  Inputs: {
    MoneyInput: { amount: string; currency: CurrencyCode };
    ExternalReferenceInput: ExternalReference;
    ReferenceInput: ReferenceInput;
    StringFilter: StringFilter;
    IdFilter: IdFilter;
    DateFilter: DateFilter;
    DateTimeFilter: DateTimeFilter;
    DecimalFilter: DecimalFilter;
    IntFilter: IntFilter;
  };
}

/** The builder of one subgraph. */
export type SubgraphBuilder<Context extends RequestContext = RequestContext> =
  PothosSchemaTypes.SchemaBuilder<PothosSchemaTypes.ExtendDefaultTypes<KitTypes<Context>>>;

/**
 * Creates the schema builder of a subgraph, with everything that all subgraphs share already in it.
 *
 * @remarks All scopes named on a field must pass (`defaultStrategy: 'all'`), and a type's scopes are
 * checked even when only `__typename` is asked for (`runScopesOnType`).
 */
export function createSubgraphBuilder<Context extends RequestContext>(): SubgraphBuilder<Context> {
  const builder = new SchemaBuilder<KitTypes<Context>>({
    plugins: [ErrorsPlugin, ScopeAuthPlugin, DirectivesPlugin, FederationPlugin],
    defaultFieldNullability: false,
    scopeAuth: {
      defaultStrategy: 'all',
      runScopesOnType: true,
      treatErrorsAsUnauthorized: true,
      unauthorizedError: () => new ForbiddenError('You may not read or do this.'),
      authScopes: ({ viewer }: Context) => ({
        staff: isStaff(viewer),
        admin: isAdministrator(viewer),
        role: (roles: readonly Role[]) => roles.includes(viewer.role),
        capability: (held: readonly Capability[]) =>
          isStaff(viewer) || held.some((each) => viewer.capabilities.includes(each)),
        partner: (partnerId: string | null) =>
          isStaff(viewer) || (partnerId !== null && viewer.partnerId === partnerId),
      }),
    },
    errors: { directResult: false },
  } as never) as unknown as SubgraphBuilder<Context>;
  const shared = builder as unknown as SubgraphBuilder;
  addScalars(shared);
  addSharedTypes(shared);
  addFilters(shared);
  addErrors(shared);
  builder.queryType({ description: 'The entry points for reading.' });
  return builder;
}

/** Options that make a field read as null, without an error, for a viewer who fails its scopes. */
export const hiddenWhenUnauthorized = { unauthorizedResolver: () => null } as const;
