interface ReadingScreenProps {
  readonly examId: string;
  readonly onClose: () => void;
  readonly onNext: () => void;
  readonly onPrevious: () => void;
  /** The exam that `onNext` opens: its images are fetched ahead; null where there is none. */
  readonly nextExamId?: string | null;
}

/** An exam, hung for reading. */
export function ReadingScreen({ onClose }: ReadingScreenProps) {
  return (
    <main>
      <button type="button" onClick={onClose}>
        Worklist
      </button>
    </main>
  );
}
