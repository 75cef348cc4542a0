// Reads our notes and proofs with the libraries that transparency logs and Go's checksum database are read with.
// A JSON document of cases comes in; out go what each library said to each, in order: empty for "right".
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
)

type cases struct {
	Notes []struct {
		Vkeys []string `json:"vkeys"`
		Note  string   `json:"note"`
	} `json:"notes"`
	Inclusions []struct {
		Index  uint64   `json:"index"`
		Size   uint64   `json:"size"`
		Leaf   []byte   `json:"leaf"`
		Root   []byte   `json:"root"`
		Hashes [][]byte `json:"hashes"`
	} `json:"inclusions"`
	Consistencies []struct {
		From     uint64   `json:"from"`
		To       uint64   `json:"to"`
		FromRoot []byte   `json:"fromRoot"`
		ToRoot   []byte   `json:"toRoot"`
		Hashes   [][]byte `json:"hashes"`
	} `json:"consistencies"`
	Bundles []struct {
		Vkeys []string          `json:"vkeys"`
		Files map[string][]byte `json:"files"`
	} `json:"bundles"`
}

type answers struct {
	Notes         []opened `json:"notes"`
	Inclusions    []string `json:"inclusions"`
	Consistencies []string `json:"consistencies"`
	Bundles       []string `json:"bundles"`
}

type opened struct {
	Text     string `json:"text"`
	SignedBy int    `json:"signedBy"`
	Unknown  int    `json:"unknown"`
	Error    string `json:"error"`
}

func main() {
	var asked cases
	var said answers
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	for _, c := range asked.Notes {
		said.Notes = append(said.Notes, open(c.Vkeys, c.Note))
	}
	for _, c := range asked.Inclusions {
		leaf := rfc6962.DefaultHasher.HashLeaf(c.Leaf)
		said.Inclusions = append(said.Inclusions,
			text(proof.VerifyInclusion(rfc6962.DefaultHasher, c.Index, c.Size, leaf, c.Hashes, c.Root)))
	}
	for _, c := range asked.Consistencies {
		said.Consistencies = append(said.Consistencies,
			text(proof.VerifyConsistency(rfc6962.DefaultHasher, c.From, c.To, c.Hashes, c.FromRoot, c.ToRoot)))
	}
	for _, c := range asked.Bundles {
		said.Bundles = append(said.Bundles, text(verifyBundle(c.Vkeys, c.Files)))
	}
	must(json.NewEncoder(os.Stdout).Encode(said))
}

func open(vkeys []string, signed string) opened {
	var verifiers []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return opened{Error: err.Error()}
		}
		verifiers = append(verifiers, verifier)
	}
	n, err := note.Open([]byte(signed), note.VerifierList(verifiers...))
	if err != nil {
		return opened{Error: err.Error()}
	}
	return opened{Text: n.Text, SignedBy: len(n.Sigs), Unknown: len(n.UnverifiedSigs)}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
