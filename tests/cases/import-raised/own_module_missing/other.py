# outcome: raised
import own_module_missing.deeper.missing  # expect: import-raised own_module_missing.deeper "own_module_missing.deeper"
