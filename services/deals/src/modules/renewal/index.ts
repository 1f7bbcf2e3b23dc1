import './renewal.type.ts';
import './renewal.queries.ts';
import './renewal.calendar.ts';
import './mutations/renewal-actions.ts';
