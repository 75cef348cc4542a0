package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/gowebpki/jcs"
)

// Lines that end in LF, all of them.
func linesOf(content []byte) ([][]byte, error) {
	if len(content) == 0 {
		return nil, nil
	}
	if content[len(content)-1] != '\n' {
		return nil, fmt.Errorf("the last line has no end")
	}
	return bytes.Split(content[:len(content)-1], []byte("\n")), nil
}

// RFC 8785 and LF, to the byte; and so many members.
func strict(line []byte, count int, into any) error {
	if !utf8.Valid(line) {
		return fmt.Errorf("no UTF-8")
	}
	canonical, err := jcs.Transform(line)
	if err != nil {
		return err
	}
	if !bytes.Equal(append(canonical, '\n'), line) {
		return fmt.Errorf("not in canonical form")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		return err
	}
	if len(members) != count {
		return fmt.Errorf("%d members, not %d", len(members), count)
	}
	return json.Unmarshal(line, into)
}
