-- A job with the same key that a worker takes in the middle of add_job is neither replaced nor joined by a
-- new one: add_job then gives nothing back, and what was asked for would be lost. Asked again, it sees
-- the running job and puts a new one beside it.
CREATE OR REPLACE FUNCTION channelgraph.enqueue(
  task text, payload jsonb, job_key text, queue text, run_at timestamptz)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = channelgraph, pg_temp AS $$
DECLARE
  job_id bigint;
BEGIN
  LOOP
    SELECT j.id INTO job_id FROM graphile_worker.add_job(
      task, payload::json, queue_name => queue, run_at => run_at, max_attempts => 12, job_key => job_key) AS j;
    EXIT WHEN job_id IS NOT NULL;
  END LOOP;
END $$;
