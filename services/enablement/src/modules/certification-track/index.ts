import './track.type.ts';
import './track.queries.ts';
import './mutations/certification-track-upsert-many.ts';
