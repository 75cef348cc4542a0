package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/gowebpki/jcs"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

// A verifier of bundles, written after docs/evidence.md ("How to verify"), whose steps it numbers. It says what is wrong in
// words of its own; all that counts is whether it finds anything.

const prefix = "supportAccess-"

type manifest struct {
	Origin   string            `json:"origin"`
	Scope    map[string]string `json:"scope"`
	Count    int               `json:"count"`
	TreeSize uint64            `json:"treeSize"`
	Files    map[string]string `json:"files"`
}

type event struct {
	ID       string                     `json:"id"`
	Stream   string                     `json:"stream"`
	Revision uint64                     `json:"revision"`
	Type     string                     `json:"type"`
	Data     map[string]any             `json:"data"`
	Metadata map[string]json.RawMessage `json:"metadata"`

	chain  []byte
	hashed []byte // the canonical form without the chain
}

type proofLine struct {
	ID            string   `json:"id"`
	Index         uint64   `json:"index"`
	Size          uint64   `json:"size"`
	PreviousChain string   `json:"previousChain"`
	Hashes        [][]byte `json:"hashes"`
}

type head struct {
	revision uint64
	chain    []byte
}

func verifyBundle(vkeys []string, files map[string][]byte) error {
	// 1
	var m manifest
	if err := strict(files["manifest.json"], 7, &m); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	for _, name := range []string{"events.ndjson", "checkpoint.txt"} {
		if m.Files[name] == "" {
			return fmt.Errorf("the manifest does not name %s", name)
		}
	}
	for name, digest := range m.Files {
		content, there := files[name]
		if sum := sha256.Sum256(content); !there || hex.EncodeToString(sum[:]) != digest {
			return fmt.Errorf("%s is not the file of the manifest", name)
		}
	}
	// 2
	size, root, err := openCheckpoint(m, vkeys, files["checkpoint.txt"])
	if err != nil {
		return err
	}
	events, err := readEvents(m, files["events.ndjson"])
	if err != nil {
		return err
	}
	if kind := m.Scope["kind"]; kind == "log" || kind == "workspace" {
		return whole(m, events, size, root)
	}
	return selection(m, events, files["proofs.ndjson"], size, root)
}

func openCheckpoint(m manifest, vkeys []string, signed []byte) (uint64, []byte, error) {
	var known []note.Verifier
	for _, vkey := range vkeys {
		if v, err := note.NewVerifier(vkey); err != nil {
			return 0, nil, err
		} else if v.Name() == m.Origin {
			known = append(known, v)
		}
	}
	n, err := note.Open(signed, note.VerifierList(known...))
	if err != nil {
		return 0, nil, err
	}
	origin := m.Origin
	if m.Scope["kind"] == "workspace" {
		origin += "/" + prefix + m.Scope["workspaceId"]
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		return 0, nil, fmt.Errorf("the checkpoint is of %s", lines[0])
	}
	size, err := strconv.ParseUint(lines[1], 10, 53)
	if err != nil || strconv.FormatUint(size, 10) != lines[1] || size != m.TreeSize {
		return 0, nil, fmt.Errorf("the checkpoint is of size %s", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != sha256.Size {
		return 0, nil, fmt.Errorf("the checkpoint has no root")
	}
	return size, root, nil
}

// 3
func readEvents(m manifest, content []byte) ([]event, error) {
	var events []event
	lines, err := linesOf(content)
	if err != nil {
		return nil, err
	}
	for i, line := range lines {
		var e event
		if err := strict(append(line, '\n'), 6, &e); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if e.Data["workspaceId"] == nil || e.Stream != fmt.Sprint(prefix, e.Data["workspaceId"]) {
			return nil, fmt.Errorf("line %d is in a foreign stream", i+1)
		}
		if err := e.takeChain(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		events = append(events, e)
	}
	if len(events) != m.Count {
		return nil, fmt.Errorf("%d events, not %d", len(events), m.Count)
	}
	return events, nil
}

func (e *event) takeChain(line []byte) error {
	var digits string
	if err := json.Unmarshal(e.Metadata["chain"], &digits); err != nil {
		return fmt.Errorf("no chain: %w", err)
	}
	chain, err := hex.DecodeString(digits)
	if err != nil || len(chain) != sha256.Size || hex.EncodeToString(chain) != digits {
		return fmt.Errorf("the chain is not 64 digits")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil {
		return err
	}
	delete(e.Metadata, "chain")
	if members["metadata"], err = json.Marshal(e.Metadata); err != nil {
		return err
	}
	text, err := json.Marshal(members)
	if err != nil {
		return err
	}
	e.chain = chain
	e.hashed, err = jcs.Transform(text)
	return err
}

// 4
func follow(heads map[string]head, e event, previous []byte) error {
	h, seen := heads[e.Stream]
	if seen && (e.Revision != h.revision+1 || previous != nil && !bytes.Equal(previous, h.chain)) {
		return fmt.Errorf("revision %d of %s does not follow %d", e.Revision, e.Stream, h.revision)
	}
	zeros := make([]byte, sha256.Size)
	if seen {
		previous = h.chain
	} else if previous == nil && e.Revision != 0 {
		return fmt.Errorf("%s begins with revision %d", e.Stream, e.Revision)
	} else if previous == nil {
		previous = zeros
	} else if e.Revision == 0 && !bytes.Equal(previous, zeros) {
		return fmt.Errorf("a chain before the first event of %s", e.Stream)
	}
	if sum := sha256.Sum256(append(bytes.Clone(previous), e.hashed...)); !bytes.Equal(sum[:], e.chain) {
		return fmt.Errorf("the chain of %s %d is broken", e.Stream, e.Revision)
	}
	heads[e.Stream] = head{e.Revision, e.chain}
	return nil
}

// 5 and 6 of a log or a workspace
func whole(m manifest, events []event, size uint64, root []byte) error {
	count := uint64(len(events))
	if size > count || m.Scope["kind"] == "workspace" && size != count || size == 0 && count > 0 {
		return fmt.Errorf("a checkpoint of %d for %d events", size, count)
	}
	factory := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	tree, heads := factory.NewEmptyRange(0), map[string]head{}
	for i, e := range events {
		if m.Scope["kind"] == "workspace" && e.Stream != prefix+m.Scope["workspaceId"] {
			return fmt.Errorf("an event of %s", e.Stream)
		}
		if err := follow(heads, e, nil); err != nil {
			return err
		}
		if uint64(i) < size {
			if err := tree.Append(rfc6962.DefaultHasher.HashLeaf(e.chain), nil); err != nil {
				return err
			}
		}
	}
	computed := rfc6962.DefaultHasher.EmptyRoot()
	if size > 0 {
		computed, _ = tree.GetRootHash(nil)
	}
	if !bytes.Equal(computed, root) {
		return fmt.Errorf("another root")
	}
	return nil
}

// 5 and 6 of a span or a grant
func selection(m manifest, events []event, content []byte, size uint64, root []byte) error {
	lines, err := linesOf(content)
	if err != nil {
		return err
	}
	if len(lines) != len(events) {
		return fmt.Errorf("%d proofs for %d events", len(lines), len(events))
	}
	heads := map[string]head{}
	var last proofLine
	for i, e := range events {
		var p proofLine
		if err := strict(append(lines[i], '\n'), 5, &p); err != nil {
			return fmt.Errorf("proof %d: %w", i+1, err)
		}
		previous, err := hex.DecodeString(p.PreviousChain)
		if err != nil || len(previous) != sha256.Size || p.ID != e.ID || p.Size != size {
			return fmt.Errorf("proof %d is of another event or tree", i+1)
		}
		if i > 0 && (p.Index <= last.Index || m.Scope["kind"] == "span" && p.Index != last.Index+1) {
			return fmt.Errorf("event %d after %d", p.Index, last.Index)
		}
		if err := follow(heads, e, previous); err != nil {
			return err
		}
		leaf := rfc6962.DefaultHasher.HashLeaf(e.chain)
		if err := proof.VerifyInclusion(rfc6962.DefaultHasher, p.Index, size, leaf, p.Hashes, root); err != nil {
			return err
		}
		if err := belongs(m.Scope, e, i == 0); err != nil {
			return err
		}
		last = p
	}
	if n := len(events); m.Scope["kind"] == "grant" && (n == 0 || events[n-1].Data["grantId"] != m.Scope["grantId"]) {
		return fmt.Errorf("the last event does not name the grant")
	}
	return nil
}

func belongs(scope map[string]string, e event, first bool) error {
	if scope["kind"] == "grant" {
		begins := e.Type == "SupportAccessGranted" && e.Data["grantId"] == scope["grantId"]
		if e.Stream != prefix+scope["workspaceId"] || first && !begins {
			return fmt.Errorf("not of this grant")
		}
		return nil
	}
	var at string
	if err := json.Unmarshal(e.Metadata["recordedAt"], &at); err != nil {
		return err
	}
	if first && at < scope["from"] || scope["to"] != "" && at >= scope["to"] {
		return fmt.Errorf("not of this span")
	}
	return nil
}
