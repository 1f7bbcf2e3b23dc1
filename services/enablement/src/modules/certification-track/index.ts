import './certification-track.type.ts';
import './certification-track.queries.ts';
import './mutations/certification-track-upsert-many.ts';
