# outcome: raised
"""Works only after somebody else has imported `xml.dom`; nothing of smoke's may have."""

import xml

parse = xml.dom.minidom.parseString  # expect: import-raised "has no attribute 'dom'"
