-- AlterEnum
ALTER TYPE "credit_basis" ADD VALUE 'DECISION';
