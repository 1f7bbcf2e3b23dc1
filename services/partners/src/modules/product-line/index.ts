import './product-line.type.ts';
import './product-line.queries.ts';
import './mutations/product-line-upsert-many.ts';
