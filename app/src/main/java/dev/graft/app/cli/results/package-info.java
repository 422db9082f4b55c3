/** A folder of results: what lies in it, who holds it, what is kept there. */
package dev.graft.app.cli.results;
