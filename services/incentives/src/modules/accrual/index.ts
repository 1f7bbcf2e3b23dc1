import './accrual.queries.ts';
import './mutations/accrual-reverse.ts';
