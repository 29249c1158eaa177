# outcome: raised
import absent_foundation  # expect: missing-dependency absent_foundation
