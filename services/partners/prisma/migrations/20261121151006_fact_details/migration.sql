-- AlterEnum
ALTER TYPE "MetricUnit" ADD VALUE 'DAYS';

-- AlterTable
ALTER TABLE "metric_fact" ADD COLUMN     "details" JSONB NOT NULL DEFAULT '[]';
