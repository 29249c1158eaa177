# outcome: raised
import absent_and_undeclared  # expect: missing-dependency=error absent_and_undeclared
