using System.Diagnostics;
using Sonde.Symbols.Tests.Native;

namespace Sonde.Symbols.Tests.DotNet;

/// <summary>
/// A process with a diagnostic socket which refuses to list its methods, writes a jitdump that is none and a perf map when it is asked, and
/// tells what it was asked.
/// </summary>
internal sealed class FakeRuntime : IDisposable
{
    private const string Source = """
        #include <signal.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/socket.h>
        #include <sys/un.h>
        #include <unistd.h>
        static void answer(int connection, int code)
        {
            unsigned char frame[24] = "DOTNET_IPC_V1";
            frame[14] = sizeof(frame);
            frame[16] = 0xff;
            frame[17] = code;
            write(connection, frame, sizeof(frame));
        }
        static void put(const char *format, const char *text)
        {
            char path[100];
            snprintf(path, sizeof(path), format, (int)getpid());
            FILE *file = fopen(path, "w");
            fputs(text, file);
            fclose(file);
        }
        int main(int argc, char **argv)
        {
            const char *silent = argv[1];
            char stat[4096] = "", *field;
            fread(stat, 1, sizeof(stat) - 1, fopen("/proc/self/stat", "r"));
            field = strrchr(stat, ')') + 1;
            strtok(field, " ");
            for (int i = 0; i < 19; i++)
                field = strtok(NULL, " ");
            struct sockaddr_un address = { .sun_family = AF_UNIX };
            snprintf(address.sun_path, sizeof(address.sun_path), "/tmp/dotnet-diagnostic-%d-%s-socket", (int)getpid(), field);
            int listener = socket(AF_UNIX, SOCK_STREAM, 0);
            signal(SIGPIPE, SIG_IGN);
            if (bind(listener, (struct sockaddr *)&address, sizeof(address)) || listen(listener, 8))
                return 1;
            puts("ready");
            fflush(stdout);
            for (;;) {
                unsigned char frame[4096] = "";
                int connection = accept(listener, 0, 0);
                read(connection, frame, sizeof(frame));
                printf("%02x%02x\n", frame[16], frame[17]);
                fflush(stdout); /* it may be killed as soon as it has answered */
                if (frame[17] == 3 && !strchr(silent, 'l'))
                    answer(connection, 0xff);
                if (frame[17] == 5) {
                    put(frame[20] == 2 ? "/tmp/jit-%d.dump" : "/tmp/perf-%d.map", "1000 10 asked_for\n");
                    put("/tmp/perfinfo-%d.map", "");
                }
                if ((frame[17] == 5 && !strchr(silent, 'e')) || frame[17] == 6)
                    answer(connection, 0);
            }
        }
        """;

    private readonly Built _built = new();
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="silent">To what it does not answer: <c>l</c> the question for a list, <c>e</c> that for a file.</param>
    public FakeRuntime(string silent)
    {
        _process = Process.Start(new ProcessStartInfo(_built.Program("runtime", Source, "-w"), [silent]) { RedirectStandardOutput = true })!;
        Assert.Equal("ready", _process.StandardOutput.ReadLine());
    }

    public int Pid => _process.Id;

    /// <summary>The files that there are of its number.</summary>
    public string[] Files => [.. new[] { $"/tmp/jit-{Pid}.dump", $"/tmp/perf-{Pid}.map", $"/tmp/perfinfo-{Pid}.map" }.Where(Path.Exists)];

    /// <summary>Ends it, and gives the commands that it was sent.</summary>
    public string[] End()
    {
        _process.Kill();
        _process.WaitForExit();
        return _process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        foreach (string file in Files.Concat(Directory.GetFiles("/tmp", $"dotnet-diagnostic-{Pid}-*")))
            File.Delete(file);
        _process.Dispose();
        _built.Dispose();
    }
}
