using Sonde.Bpf.Build.Compiling;

namespace Sonde.Bpf.Build.Tests;

public sealed class ClangMessageTests
{
    [Theory]
    [InlineData("a b/x.bpf.c:3:7: error: use of 'y'", ClangMessageKind.Error, "a b/x.bpf.c", 3, 7, "use of 'y'")]
    [InlineData("x.bpf.c:1:10: fatal error: 'z.h' file not found", ClangMessageKind.Error, "x.bpf.c", 1, 10, "'z.h' file not found")]
    [InlineData("x.h:9:1: warning: w [-Wx]", ClangMessageKind.Warning, "x.h", 9, 1, "w [-Wx]")]
    [InlineData("x.h:9:1: note: n", ClangMessageKind.Note, "x.h", 9, 1, "n")]
    [InlineData("clang: error: unknown argument: '-q'", ClangMessageKind.Error, "", 0, 0, "unknown argument: '-q'")]
    [InlineData("error: unable to open output file", ClangMessageKind.Error, "", 0, 0, "unable to open output file")]
    [InlineData("note: valid target CPU values are: v1", ClangMessageKind.Note, "", 0, 0, "valid target CPU values are: v1")]
    public void Message_is_taken_apart(string line, object kind, string file, int row, int column, string text)
    {
        ClangMessage message = ClangMessage.Parse(line)!;
        Assert.Equal(((ClangMessageKind)kind, file, row, column, text), (message.Kind, message.File, message.Line, message.Column, message.Text));
    }

    [Theory]
    [InlineData("1 error generated.")]
    [InlineData("In file included from x.bpf.c:1:")]
    [InlineData("")]
    public void Other_lines_are_no_messages(string line) => Assert.Null(ClangMessage.Parse(line));
}
