import './seat-snapshot.type.ts';
