# outcome: raised
from absent_toolkit.widgets import Button  # expect: missing-dependency absent_toolkit
