import type { Migration } from '../migration.ts';

/**
 * How each exam is read becomes part of its reading. Those that are there have the mode of their lock, else of their last
 * completion, else of their last event.
 *
 * `seen_unrecorded`: an exam with results was opened with AI on before the lock or completion, by a version that did not
 * record the showing. `ai_seen_before`: what readings come to (`main/store/readings.ts`), for the list.
 * `ai_seen`: exams whose results were shown while nobody had opened them, in the list or beside another exam.
 */
export const readingMode: Migration = {
  version: 10,
  sql: `
    ALTER TABLE reading ADD COLUMN mode TEXT;
    ALTER TABLE reading ADD COLUMN seen_unrecorded INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE reading ADD COLUMN ai_seen_before INTEGER NOT NULL DEFAULT 0;

    UPDATE reading SET mode = coalesce(
      (SELECT mode FROM reading_event v WHERE v.exam = reading.exam AND type = 'locked' ORDER BY sequence LIMIT 1),
      (SELECT mode FROM reading_event v WHERE v.exam = reading.exam AND type = 'completed'
         ORDER BY sequence DESC LIMIT 1),
      (SELECT mode FROM reading_event v WHERE v.exam = reading.exam ORDER BY sequence DESC LIMIT 1));

    UPDATE reading SET seen_unrecorded = 1
      WHERE EXISTS (SELECT 1 FROM exam e WHERE e.id = reading.exam AND e.done_count > 0)
        AND EXISTS (SELECT 1 FROM reading_event v WHERE v.exam = reading.exam AND v.mode = 'aided'
          AND v.sequence < coalesce(
            (SELECT min(sequence) FROM reading_event l WHERE l.exam = reading.exam AND l.type = 'locked'),
            (SELECT max(sequence) FROM reading_event c WHERE c.exam = reading.exam AND c.type = 'completed'),
            9e9));

    UPDATE reading SET ai_seen_before = 1
      WHERE mode <> 'aided' AND (seen_unrecorded = 1
        OR EXISTS (SELECT 1 FROM reading_event v WHERE v.exam = reading.exam AND v.type = 'ai-shown'
          AND v.sequence < coalesce(
            (SELECT min(sequence) FROM reading_event l WHERE l.exam = reading.exam AND l.type = 'locked'),
            (SELECT max(sequence) FROM reading_event c WHERE c.exam = reading.exam AND c.type = 'completed'),
            9e9)));

    CREATE TABLE ai_seen (
      exam INTEGER PRIMARY KEY REFERENCES exam (id),
      time TEXT NOT NULL
    ) STRICT;

    CREATE TRIGGER ai_seen_is_not_changed BEFORE UPDATE ON ai_seen
    BEGIN SELECT RAISE(ABORT, 'what was seen is not changed'); END;
    CREATE TRIGGER ai_seen_is_not_deleted BEFORE DELETE ON ai_seen
    BEGIN SELECT RAISE(ABORT, 'what was seen is not deleted'); END;
  `,
};
