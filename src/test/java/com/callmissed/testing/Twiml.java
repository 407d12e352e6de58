package com.callmissed.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A response to Twilio, parsed by a real XML parser. */
public record Twiml(List<Element> verbs) {
    public static Twiml parse(String xml) {
        try {
            var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            builder.setErrorHandler(null);
            Element response =
                    builder.parse(new ByteArrayInputStream(xml.getBytes(UTF_8))).getDocumentElement();
            if (!response.getTagName().equals("Response")) {
                throw new AssertionError("no TwiML: " + xml);
            }
            List<Element> verbs = new ArrayList<>();
            for (Node node = response.getFirstChild(); node != null; node = node.getNextSibling()) {
                verbs.add((Element) node);
            }
            return new Twiml(verbs);
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError("no XML: " + xml, e);
        }
    }

    /** The names of the verbs in their order. */
    public List<String> names() {
        return verbs.stream().map(Element::getTagName).toList();
    }

    /** The spoken texts, in order. */
    public List<String> said() {
        return verbs.stream()
                .filter(verb -> verb.getTagName().equals("Say"))
                .map(Node::getTextContent)
                .toList();
    }

    /** The one verb of that name. */
    public Element verb(String name) {
        List<Element> found =
                verbs.stream().filter(verb -> verb.getTagName().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one " + name + " in " + names());
        }
        return found.get(0);
    }

    /** Returns true when Twilio listens next. */
    public boolean listens() {
        return names().contains("Gather");
    }

    /** Returns true when the call ends here. */
    public boolean hangsUp() {
        return names().contains("Hangup");
    }
}
