# outcome: raised
import absent_backend  # expect: missing-dependency absent_backend
